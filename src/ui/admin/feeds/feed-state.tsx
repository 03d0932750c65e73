import type { FeedItem } from '../../../contract/feed-wire.js';
import { StatusBadge, type Tone } from '../../shell/components/status-badge.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { FEED_TEXTS } from './feed-texts.js';

/** Whether a receiver takes what it is told, in a word. */
export function FeedState({ feed }: { readonly feed: FeedItem }) {
  const say = useTexts(FEED_TEXTS);
  const { dateTime, number } = useFormats();
  const { active, failingSinceMs, dead, lastTakenMs } = feed;
  const [tone, icon, text]: readonly [Tone, string, string] = !active
    ? ['soft', '○', say('state.off')]
    : failingSinceMs !== null
      ? ['bad', '✕', say('state.failing', { when: dateTime(failingSinceMs) })]
      : dead > 0
        ? ['warn', '!', say('state.dead', { n: number(dead) })]
        : lastTakenMs === null
          ? ['soft', '○', say('state.quiet')]
          : ['good', '✓', say('state.good')];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {text}
    </StatusBadge>
  );
}
