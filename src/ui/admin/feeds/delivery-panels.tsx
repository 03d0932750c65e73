import { useState } from 'react';
import type { FeedDeadItem, FeedTriedItem } from '../../../contract/feed-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge, type Tone } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useToast } from '../../shell/components/toast.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { FEED_TEXTS } from './feed-texts.js';
import { feedPath, useDeadLetters, useTries } from './use-feeds.js';

const LOOK: Readonly<Record<FeedTriedItem['state'], readonly [Tone, string]>> = {
  delivered: ['good', '✓'],
  waiting: ['warn', '↻'],
  dead: ['bad', '✕'],
};

/** What was tried last, and what the receiver answered. */
export function TriesPanel({ id }: { readonly id: string }) {
  const say = useTexts(FEED_TEXTS);
  const { dateTime, time, number } = useFormats();
  const query = useTries(id);
  const columns: readonly Column<FeedTriedItem>[] = [
    { key: 'when', head: say('when'), cell: ({ triedAtMs }) => dateTime(triedAtMs) },
    { key: 'event', head: say('event'), cell: ({ eventId }) => eventId },
    {
      key: 'state',
      head: say('state'),
      cell: ({ state, nextAtMs }) => (
        <StatusBadge tone={LOOK[state][0]} icon={LOOK[state][1]}>
          {state === 'waiting'
            ? say('delivery.waiting', { when: time(nextAtMs ?? 0) })
            : say(`delivery.${state}`)}
        </StatusBadge>
      ),
    },
    { key: 'answer', head: say('answer'), number: true, cell: ({ answer }) => answer ?? say('noAnswer') },
    { key: 'took', head: say('took'), number: true, cell: ({ tookMs }) => say('ms', { n: number(tookMs) }) },
    { key: 'tries', head: say('tried'), number: true, cell: ({ tries }) => number(tries) },
    { key: 'error', head: say('error'), cell: ({ lastError }) => lastError },
  ];
  return (
    <Panel title={say('triesOf', { name: id })}>
      <ReadState query={query} />
      <Table
        caption={say('tries')}
        columns={columns}
        rows={query.data ?? []}
        keyOf={({ eventId }) => eventId}
        empty={query.data === undefined ? '' : say('noTries')}
      />
    </Panel>
  );
}

/** Events that the receiver did not take to the end, with what they say; tried again when asked. */
export function DeadPanel({ id }: { readonly id: string }) {
  const say = useTexts(FEED_TEXTS);
  const { dateTime, number } = useFormats();
  const { may } = useSession();
  const { say: tell } = useToast();
  const query = useDeadLetters(id);
  const [shown, setShown] = useState<FeedDeadItem | null>(null);
  const { busy, run } = useChange('feeds', 'feed-dead', 'feed-tries');
  const replay = (eventIds?: readonly string[]) =>
    run(eventIds?.[0] ?? 'all', async () => {
      const body = eventIds === undefined ? {} : { eventIds };
      const { replayed } = await api<{ replayed: number }>('POST', feedPath(id, '/replay'), { body });
      tell(say('replayed', { n: number(replayed) }));
    });
  const columns: readonly Column<FeedDeadItem>[] = [
    { key: 'event', head: say('event'), cell: ({ eventId }) => eventId },
    { key: 'when', head: say('when'), cell: ({ atMs }) => dateTime(atMs) },
    { key: 'tries', head: say('tried'), number: true, cell: ({ tries }) => number(tries) },
    {
      key: 'actions',
      head: say('actions'),
      cell: (one) => (
        <span className={styles['commands']}>
          <Button aria-label={say('payloadOf', { event: one.eventId })} onClick={() => setShown(one)}>
            {say('payload')}
          </Button>
          {may('govern') ? (
            <Button
              aria-label={say('replayOf', { event: one.eventId })}
              busy={busy === one.eventId}
              onClick={() => void replay([one.eventId])}
            >
              {say('replay')}
            </Button>
          ) : null}
        </span>
      ),
    },
    { key: 'error', head: say('error'), cell: ({ lastError }) => lastError },
  ];
  const some = (query.data?.length ?? 0) > 0;
  return (
    <Panel
      title={say('deadOf', { name: id })}
      aside={
        may('govern') && some ? (
          <Button busy={busy === 'all'} onClick={() => void replay()}>
            {say('replayAll')}
          </Button>
        ) : undefined
      }
    >
      <ReadState query={query} />
      <Table
        caption={say('notTaken')}
        columns={columns}
        rows={query.data ?? []}
        keyOf={({ eventId }) => eventId}
        empty={query.data === undefined ? '' : say('noDead')}
      />
      {shown === null ? null : (
        <Dialog title={say('payloadOf', { event: shown.eventId })} onClose={() => setShown(null)}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre className={styles['payload']} tabIndex={0}>
            {JSON.stringify(
              { id: shown.eventId, kind: shown.kind, atMs: shown.atMs, data: shown.data },
              null,
              2,
            )}
          </pre>
          <DialogButtons>
            <Button tone="go" onClick={() => setShown(null)}>
              {say('close')}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </Panel>
  );
}
