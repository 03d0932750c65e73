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

/** Rules that count by the month, and those that ask how many calls were short. */
const MONTHLY: ReadonlySet<string> = new Set(['R04', 'R05', 'R06']);
const SHORT: ReadonlySet<string> = new Set(['R01', 'R02']);

const usedOf = ({ calls, reserved, cap }: LimitOut): number =>
  cap === null || cap <= 0 ? 0 : (calls + reserved) / cap;

/** What warns or stops, in the reader's language; nothing of what is well within. */
function useWhy(): (row: LimitOut) => string {
  const say = useTexts(COMPLIANCE_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  return ({ rule, state, calls, reserved, month, monthReserved, shortShare, cap, forecast }) => {
    if (rule === null) {
      return say('none');
    }
    const ofMonth = MONTHLY.has(rule);
    const held = ofMonth ? (monthReserved ?? 0) : reserved;
    const parts = [
      ofMonth && month !== null
        ? say('callsOfMonth', { n: number(month) })
        : say('callsOfDay', { n: number(calls) }),
      shortShare !== null && SHORT.has(rule) ? say('shortOfThem', { share: percent(shortShare) }) : '',
      held > 0 ? say('reservedOfThem', { n: number(held) }) : '',
      state === 'stopped' && ofMonth ? say('onlyAuthenticated') : '',
      state === 'stopped' && !ofMonth ? say('marginReached') : '',
      state === 'warn' && forecast !== null && cap !== null && forecast >= cap
        ? say('atThisPace', { n: number(forecast) })
        : '',
    ];
    return `${rule}, ${words('rule', rule)}: ${parts.filter(Boolean).join('; ')}`;
  };
}

/** Lines and companies at their carriers against the limits of the day and the month, with the forecast. */
export function LimitsTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const why = useWhy();
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
      cell: (row) => <span className={styles['wide']}>{why(row)}</span>,
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
