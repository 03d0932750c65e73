import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LineReputationsOut } from '../../contract/carrier-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useToast } from '../shell/components/toast.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { CARRIER_TEXTS } from './carrier-texts.js';
import styles from './carriers.module.css';
import { RestDialog } from './rest-dialog.js';

type Line = LineReputationsOut['lines'][number];
type Rest = LineReputationsOut['rests'][number];
type State = 'well' | 'few' | 'fallen' | 'resting';

const KEY = ['line-reputations'];
const EVERY_MS = 10_000;
/** Fewer say little of a line. */
const FEW_CALLS = 100;
const LOOK: Readonly<Record<State, readonly [Tone, string]>> = {
  well: ['good', '✓'],
  few: ['soft', '·'],
  fallen: ['bad', '▼'],
  resting: ['calm', '⏸'],
};

function stateOf({ rest, fall, calls }: Line): State {
  return rest !== null ? 'resting' : fall !== null ? 'fallen' : calls < FEW_CALLS ? 'few' : 'well';
}

/** How people pick up by line, and which lines rest. */
export function LinesPanel() {
  const say = useTexts(CARRIER_TEXTS);
  const [resting, setResting] = useState<string | null>(null);
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api<LineReputationsOut>('GET', '/v1/line-reputations', { signal }),
    refetchInterval: EVERY_MS,
    placeholderData: (before) => before,
  });
  const look = () => client.invalidateQueries({ queryKey: KEY });
  const columns = useColumns(setResting, look);
  return (
    <div className={styles['carriers']}>
      <Panel title={say('reputation')}>
        <p className={styles['stretch']}>
          {say('reputationHelp')}{' '}
          {data === undefined ? '' : say(`mode.${data.mode}`, { days: data.restDays })}
        </p>
        <Table
          caption={say('reputation')}
          columns={columns}
          rows={data?.lines ?? []}
          keyOf={({ line }) => line}
          empty={say('noLines')}
        />
      </Panel>
      <RestsPanel rests={data?.rests ?? []} />
      {resting === null ? null : (
        <RestDialog
          line={resting}
          days={data?.restDays ?? 7}
          onDone={look}
          onClose={() => setResting(null)}
        />
      )}
    </div>
  );
}

function useColumns(onRest: (line: string) => void, look: () => unknown): readonly Column<Line>[] {
  const say = useTexts(CARRIER_TEXTS);
  const { number, percent, dateTime } = useFormats();
  const { say: tell, complain } = useToast();
  const { mutate, isPending } = useMutation({
    mutationFn: (line: string) => api('POST', `/v1/lines/${encodeURIComponent(line)}/wake`),
    onSuccess: () => tell(say('woken')),
    onError: complain,
    onSettled: look,
  });
  const why = ({ rest, fall }: Line): string =>
    rest !== null
      ? say('restsUntil', { at: dateTime(rest.untilMs), reason: rest.reason })
      : fall === null
        ? say('none')
        : say('fell', { ...fall, at: dateTime(fall.atMs), due: number(fall.due, 1) });
  return [
    { key: 'line', head: say('line'), cell: ({ line }) => line },
    { key: 'carrier', head: say('carrier'), cell: ({ carrier }) => carrier },
    { key: 'calls', head: say('judged'), number: true, cell: ({ calls }) => number(calls) },
    {
      key: 'ratio',
      head: say('ratio'),
      number: true,
      cell: ({ calls, ratio, low, high }) =>
        calls === 0 ? (
          say('none')
        ) : (
          <span className={styles['figure']}>
            {percent(ratio, 0)}{' '}
            <small>{say('range', { low: percent(low, 0), high: percent(high, 0) })}</small>
          </span>
        ),
    },
    {
      key: 'state',
      head: say('state'),
      cell: (row) => {
        const state = stateOf(row);
        return (
          <StatusBadge tone={LOOK[state][0]} icon={LOOK[state][1]}>
            {say(`state.${state}`)}
          </StatusBadge>
        );
      },
    },
    { key: 'why', head: say('why'), cell: (row) => <span className={styles['wide']}>{why(row)}</span> },
    {
      key: 'do',
      head: '',
      cell: ({ line, rest }) =>
        rest === null ? (
          <Button aria-label={`${say('rest')}: ${line}`} onClick={() => onRest(line)}>
            {say('rest')}
          </Button>
        ) : (
          <Button aria-label={`${say('wake')}: ${line}`} busy={isPending} onClick={() => mutate(line)}>
            {say('wake')}
          </Button>
        ),
    },
  ];
}

/** Who rested, why, and how it ended. */
function RestsPanel({ rests }: { readonly rests: readonly Rest[] }) {
  const say = useTexts(CARRIER_TEXTS);
  const { dateTime } = useFormats();
  const who = (name: string): string => (name === '' ? say('itself') : name);
  const columns: readonly Column<Rest>[] = [
    { key: 'line', head: say('line'), cell: ({ line }) => line },
    { key: 'from', head: say('from'), cell: ({ fromMs }) => dateTime(fromMs) },
    {
      key: 'until',
      head: say('until'),
      cell: ({ untilMs, endedMs, endedBy }) =>
        endedMs === null ? dateTime(untilMs) : say('endedBy', { at: dateTime(endedMs), who: who(endedBy) }),
    },
    { key: 'who', head: say('whoBy'), cell: ({ by }) => who(by) },
    { key: 'why', head: say('why'), cell: ({ reason }) => <span className={styles['wide']}>{reason}</span> },
  ];
  return (
    <Panel title={say('rests')}>
      <Table
        caption={say('rests')}
        columns={columns}
        rows={rests}
        keyOf={({ line, fromMs }) => `${line} ${fromMs}`}
        empty={say('noRests')}
      />
    </Panel>
  );
}
