import { useQuery } from '@tanstack/react-query';
import { api } from '../shell/api.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';

interface ListRow {
  readonly list: 'sp' | 'pa' | 'nmp';
  readonly state: 'loaded' | 'not_applicable' | 'absent';
  readonly version: string | null;
  readonly loadedAtMs: number | null;
  readonly entries: number | null;
  readonly signedBy: string | null;
}

const HOUR_MS = 3_600_000;
/** R22: a list that is older is not current; the gate judges by the policy's own figure. */
const CURRENT_HOURS = 24;

/** How fresh the do-not-call lists are. */
export function ListsTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { number, dateTime } = useFormats();
  const nowMs = useServerNow();
  const { data } = useQuery({
    queryKey: ['lists'],
    queryFn: () => api<{ items: ListRow[] }>('GET', '/v1/lists'),
    refetchInterval: 30_000,
  });
  const look = ({ state, loadedAtMs }: ListRow): readonly [Tone, string] => {
    if (state === 'not_applicable') {
      return ['soft', '○'];
    }
    const old = loadedAtMs === null || nowMs - loadedAtMs > CURRENT_HOURS * HOUR_MS;
    return old ? ['bad', '✕'] : ['good', '✓'];
  };
  const columns: readonly Column<ListRow>[] = [
    { key: 'list', head: say('list'), cell: ({ list }) => say(`list.${list}`) },
    {
      key: 'state',
      head: say('state'),
      cell: (row) => (
        <StatusBadge tone={look(row)[0]} icon={look(row)[1]}>
          {say(`listState.${row.state}`)}
        </StatusBadge>
      ),
    },
    {
      key: 'age',
      head: say('age'),
      number: true,
      cell: ({ loadedAtMs }) =>
        loadedAtMs === null
          ? say('none')
          : say('hoursOld', { n: number(Math.max(0, nowMs - loadedAtMs) / HOUR_MS, 1) }),
    },
    {
      key: 'loaded',
      head: say('since'),
      cell: ({ loadedAtMs }) => (loadedAtMs === null ? say('none') : dateTime(loadedAtMs)),
    },
    { key: 'version', head: say('version'), cell: ({ version }) => version ?? say('none') },
    {
      key: 'entries',
      head: say('entries'),
      number: true,
      cell: ({ entries }) => (entries === null ? say('none') : number(entries)),
    },
    {
      key: 'signed',
      head: say('note'),
      cell: ({ signedBy }) => (signedBy === null ? '' : say('signed', { name: signedBy })),
    },
  ];
  return (
    <Panel title={say('lists')}>
      <Table
        caption={say('lists')}
        columns={columns}
        rows={data?.items ?? []}
        keyOf={({ list }) => list}
        empty={say('none')}
      />
    </Panel>
  );
}
