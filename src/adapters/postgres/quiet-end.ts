import type { QuietEnd } from '../../core/feeds/feed-event.js';

/** Tells the outbox of contacts that ended without a call. `ended` gives their ids, `atMs` when: parts of the statement. */
export const TELL_END = (ended: string, why: QuietEnd, atMs: string): string => `
  insert into feed_outbox (what, ref, why, at_ms)
  select 'contact', e.id::text, '${why}', ${atMs} from (${ended}) e (id)
  where exists (select from feed_subscriptions where active)
  order by e.id`;
