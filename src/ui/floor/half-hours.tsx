import { useEffect, useRef } from 'react';
import type { QueueOutlookOut } from '../../contract/queue-wire.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './floor.module.css';
import { FORESEEN_TEXTS } from './foreseen-texts.js';

type HalfHour = NonNullable<QueueOutlookOut['day']>['halfHours'][number];

const HALF_HOUR_MS = 1_800_000;

/** From the first half hour with a call, or the promise of one, to the last; all of them where there is none. */
function busySpan(halfHours: readonly HalfHour[]): readonly HalfHour[] {
  const busy = halfHours.map(({ promised, came }) => (promised ?? 0) >= 0.5 || (came ?? 0) > 0);
  const first = busy.indexOf(true);
  return first < 0 ? halfHours : halfHours.slice(first, busy.lastIndexOf(true) + 1);
}

/** A line each half hour: what past weeks had, what is expected, what came; in figures and as a bar with a mark. */
export function HalfHours({
  name,
  halfHours,
  nowMs,
}: {
  readonly name: string;
  readonly halfHours: readonly HalfHour[];
  readonly nowMs: number;
}) {
  const say = useTexts(FORESEEN_TEXTS);
  const { number } = useFormats();
  const shown = busySpan(halfHours);
  const most = Math.max(
    1,
    ...shown.map(({ promised, expected, came }) => Math.max(promised ?? 0, expected ?? 0, came ?? 0)),
  );
  const box = useRef<HTMLDivElement>(null);
  // Once, when it opens: later the reader's place is his.
  useEffect(() => {
    const now = box.current?.querySelector('[aria-current="time"]');
    if (box.current !== null && now instanceof HTMLElement) {
      box.current.scrollTop = now.offsetTop - box.current.clientHeight / 2;
    }
  }, []);
  const figure = (value: number | null): string => (value === null ? say('nothing') : number(value, 1));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div ref={box} className={styles['halfHours']} tabIndex={0}>
      <table>
        <caption className="unseen">{say('table', { name })}</caption>
        <thead>
          <tr>
            {(['time', 'promised', 'expected', 'came', 'bar'] as const).map((head) => (
              <th key={head} scope="col">
                {say(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => {
            const isNow = one.fromMs <= nowMs && nowMs < one.fromMs + HALF_HOUR_MS;
            const foreseen = one.expected ?? one.promised;
            return (
              <tr key={one.fromMs} aria-current={isNow ? 'time' : undefined}>
                <th scope="row">
                  <Clock atMs={one.fromMs} />
                  {isNow ? ` ◂ ${say('now')}` : ''}
                </th>
                <td>{figure(one.promised)}</td>
                <td>{figure(one.expected)}</td>
                <td>{one.came === null ? say('nothing') : number(one.came)}</td>
                <td>
                  <Bar came={(one.came ?? 0) / most} foreseen={foreseen === null ? null : foreseen / most} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Clock({ atMs }: { readonly atMs: number }) {
  const { time } = useFormats();
  return time(atMs).slice(0, 'HH:mm'.length);
}

/** Drawn as lengths: it tells nothing by colour, and the figures beside it tell the same. */
function Bar({ came, foreseen }: { readonly came: number; readonly foreseen: number | null }) {
  return (
    <svg className={styles['halfHourBar']} viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="2" width={100 * came} height="8" />
      {foreseen === null ? null : (
        <line x1={100 * foreseen} x2={100 * foreseen} y1="0" y2="12" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
