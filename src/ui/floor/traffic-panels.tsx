import { useMemo } from 'react';
import { NavLink } from 'react-router';
import type { FloorOut } from '../../contract/floor-wire.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useLive } from '../shell/live/live-context.js';
import type { LiveState } from '../shell/live/live-state.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import { FLOOR_TEXTS } from './floor-texts.js';

type Queue = LiveState['queues'] extends ReadonlyMap<string, infer Row> ? Row : never;
type Carrier = FloorOut['carriers'][number];
type Results = Carrier['windows'][number];

/** Callers who wait; nothing is drawn where no queue is set up. */
export function QueuesPanel() {
  const say = useTexts(FLOOR_TEXTS);
  const { number, percent } = useFormats();
  const nowMs = useServerNow();
  const rows = useLive((live) => live.queues);
  const queues = useMemo(() => [...rows.values()].sort((a, b) => a.name.localeCompare(b.name)), [rows]);
  if (queues.length === 0) {
    return null;
  }
  const columns: readonly Column<Queue>[] = [
    { key: 'name', head: say('queue'), cell: ({ name }) => name },
    { key: 'waiting', head: say('waiting'), number: true, cell: ({ waiting }) => number(waiting) },
    {
      key: 'longest',
      head: say('longest'),
      number: true,
      cell: ({ longestSinceMs }) =>
        longestSinceMs === null ? say('none') : duration(nowMs - longestSinceMs),
    },
    {
      key: 'level',
      head: say('level'),
      number: true,
      cell: ({ serviceLevel, goalShare, goalSeconds }) => (
        <span title={say('goal', { n: percent(goalShare, 0), s: goalSeconds })}>
          {serviceLevel === null ? say('none') : percent(serviceLevel, 0)}
        </span>
      ),
    },
  ];
  return (
    <Panel title={say('queues')} aside={<NavLink to="callers">{say('foreseen')}</NavLink>}>
      <Table
        caption={say('queues')}
        columns={columns}
        rows={queues}
        keyOf={({ id }) => id}
        empty={say('none')}
      />
    </Panel>
  );
}

/** What became of the calls of each trunk: a carrier that breaks down is seen here first. */
export function CarriersPanel({ floor }: { readonly floor: FloorOut | undefined }) {
  const say = useTexts(FLOOR_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const worst = ({ reasons, connected, attempts }: Results): string => {
    const failed = Object.entries(reasons).filter(([reason]) => FAILURES.has(reason));
    const [top] = failed.sort(([, a], [, b]) => (b ?? 0) - (a ?? 0));
    return top === undefined || attempts === connected
      ? say('none')
      : `${words('reason', top[0])} ${percent((top[1] ?? 0) / attempts, 0)}`;
  };
  const ofWindow = (minutes: number, of: (results: Results) => string) => (row: Carrier) => {
    const results = row.windows.find((window) => window.minutes === minutes);
    return results === undefined || results.attempts === 0 ? say('none') : of(results);
  };
  const answered = ({ answered: count, attempts }: Results) =>
    `${percent(count / attempts, 0)} (${number(attempts)})`;
  const columns: readonly Column<Carrier>[] = [
    { key: 'trunk', head: say('trunk'), cell: ({ trunkId }) => trunkId },
    ...[5, 15].map((minutes) => ({
      key: `answered${minutes}`,
      head: `${say('answered')} ${say('minutes', { n: minutes })}`,
      number: true,
      cell: ofWindow(minutes, answered),
    })),
    { key: 'worst', head: say('worst'), cell: ofWindow(15, worst) },
  ];
  return (
    <Panel title={say('carriers')}>
      <Table
        caption={say('carriers')}
        columns={columns}
        rows={floor?.carriers ?? []}
        keyOf={({ trunkId }) => trunkId}
        empty={say('noCarriers')}
      />
    </Panel>
  );
}

const FAILURES: ReadonlySet<string> = new Set([
  'busy',
  'no_answer',
  'invalid_number',
  'unreachable',
  'rejected',
  'congestion',
  'network_failure',
  'not_sent',
  'lost',
]);
