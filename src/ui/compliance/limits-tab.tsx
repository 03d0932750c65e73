import { useQuery } from '@tanstack/react-query';
import type { LimitOut } from '../../contract/limit-wire.js';
import { api } from '../shell/api.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';

const LOOK: Readonly<Record<LimitOut['state'], readonly [Tone, string]>> = {
  ok: ['good', '✓'],
  warn: ['warn', '▲'],
  stopped: ['bad', '■'],
};

const usedOf = ({ calls, reserved, cap }: LimitOut): number =>
  cap === null || cap <= 0 ? 0 : (calls + reserved) / cap;

/** Lines and companies at their carriers against the limits of the day and the month, with the forecast. */
export function LimitsTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const { data } = useQuery({
    queryKey: ['limits'],
    queryFn: () => api<{ items: LimitOut[] }>('GET', '/v1/limits'),
    refetchInterval: 5000,
    placeholderData: (before) => before,
  });
  const rows = [...(data?.items ?? [])].sort((a, b) => usedOf(b) - usedOf(a) || (a.id < b.id ? -1 : 1));
  const columns: readonly Column<LimitOut>[] = [
    { key: 'name', head: say('subject'), cell: ({ name }) => name },
    {
      key: 'state',
      head: say('state'),
      cell: ({ state }) => (
        <StatusBadge tone={LOOK[state][0]} icon={LOOK[state][1]}>
          {words('limitState', state)}
        </StatusBadge>
      ),
    },
    { key: 'calls', head: say('calls'), number: true, cell: ({ calls }) => number(calls) },
    {
      key: 'cap',
      head: say('cap'),
      number: true,
      cell: ({ cap }) => (cap === null ? say('noCap') : number(cap)),
    },
    {
      key: 'used',
      head: say('used'),
      number: true,
      cell: (row) => (row.cap === null ? say('none') : percent(usedOf(row))),
    },
    {
      key: 'forecast',
      head: say('forecast'),
      number: true,
      cell: ({ forecast }) => (forecast === null ? say('none') : number(forecast)),
    },
    {
      key: 'month',
      head: say('month'),
      number: true,
      cell: ({ month }) => (month === null ? say('none') : number(month)),
    },
    {
      key: 'why',
      head: say('why'),
      cell: ({ rule, reason }) => (
        <span lang="en" className={styles['wide']}>
          {rule === null ? '' : `${rule}: `}
          {reason}
        </span>
      ),
    },
  ];
  return (
    <Panel title={say('limits')}>
      <div className={styles['scroll']}>
        <Table
          caption={say('limits')}
          columns={columns}
          rows={rows}
          keyOf={({ id }) => id}
          empty={say('noLimits')}
        />
      </div>
    </Panel>
  );
}
