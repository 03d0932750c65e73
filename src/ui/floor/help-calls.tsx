import { Button } from '../shell/components/button.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { useLive } from '../shell/live/live-context.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useSession } from '../shell/session/session-context.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './floor.module.css';
import { FLOOR_TEXTS } from './floor-texts.js';
import { useListening } from './use-listening.js';

const WAYS = ['listen', 'whisper', 'barge'] as const;

/** Agents who ask for help, who has waited longest first; one click and the supervisor is there. */
export function HelpCalls() {
  const say = useTexts(FLOOR_TEXTS);
  const nowMs = useServerNow();
  const { may } = useSession();
  const agents = useLive((live) => live.agents);
  const { begin, busy, question } = useListening();
  const asking = [...agents.values()]
    .flatMap((row) => (row.helpSinceMs === null ? [] : [{ row, sinceMs: row.helpSinceMs }]))
    .sort((one, other) => one.sinceMs - other.sinceMs);
  return (
    <section className={styles['help']} aria-label={say('helpCalls')}>
      <ul aria-live="assertive">
        {asking.map(({ row, sinceMs }) => (
          <li key={row.id} data-help={row.id}>
            <StatusBadge tone="bad" icon="‼">
              {say('asksHelp', { name: row.name })}
            </StatusBadge>
            <span className={styles['time']}>{duration(nowMs - sinceMs)}</span>
            {may('run')
              ? WAYS.map((way) => (
                  <Button
                    key={way}
                    busy={busy}
                    aria-label={`${say(way)}: ${row.name}`}
                    onClick={() => begin(row, way)}
                  >
                    {say(way)}
                  </Button>
                ))
              : null}
          </li>
        ))}
      </ul>
      {question}
    </section>
  );
}
