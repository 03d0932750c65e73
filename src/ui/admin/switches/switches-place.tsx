import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SwitchOut } from '../../../contract/switch-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { StatusBadge, type Tone } from '../../shell/components/status-badge.js';
import type { Column } from '../../shell/components/table.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadTablePanel } from '../read-table-panel.js';
import { SwitchDialog } from './switch-dialog.js';
import { SWITCH_TEXTS } from './switch-texts.js';

const LOOK: Readonly<Record<SwitchOut['state'], readonly [Tone, string]>> = {
  in_service: ['good', '✓'],
  draining: ['warn', '↓'],
  maintenance: ['soft', '■'],
};

interface Proposal {
  readonly server: SwitchOut;
  readonly state: SwitchOut['state'];
}

/** Media servers as they stand, and taking one out of service without cutting a talk. */
export function SwitchesPlace() {
  const say = useTexts(SWITCH_TEXTS);
  const [open, setOpen] = useState<Proposal | null>(null);
  const query = useQuery({
    queryKey: ['switches'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly SwitchOut[] }>('GET', '/v1/switches', { signal })).items,
    refetchInterval: 3000,
  });
  const columns = useSwitchColumns(setOpen);
  return (
    <ReadTablePanel
      title={say('title')}
      note={say('why')}
      query={query}
      columns={columns}
      keyOf={({ id }) => id}
      empty={say('none')}
    >
      {open === null ? null : (
        <SwitchDialog server={open.server} state={open.state} onClose={() => setOpen(null)} />
      )}
    </ReadTablePanel>
  );
}

function useSwitchColumns(onOpen: (proposal: Proposal) => void): readonly Column<SwitchOut>[] {
  const say = useTexts(SWITCH_TEXTS);
  const { number, dateTime } = useFormats();
  const { may } = useSession();
  const actions: Column<SwitchOut> = {
    key: 'actions',
    head: say('actions'),
    cell: (server) => {
      const serves = server.state === 'in_service';
      const proposed = serves ? 'draining' : 'in_service';
      const name = server.id;
      return (
        <div className={styles['row']}>
          <Button
            aria-label={serves ? say('drainOf', { name }) : say('putBackOf', { name })}
            onClick={() => onOpen({ server, state: proposed })}
          >
            {serves ? say('drain') : say('putBack')}
          </Button>
          <Button
            aria-label={say('changeOf', { name })}
            onClick={() => onOpen({ server, state: server.state })}
          >
            {say('change')}
          </Button>
        </div>
      );
    },
  };
  return [
    { key: 'id', head: say('id'), cell: ({ id }) => id },
    { key: 'state', head: say('state'), cell: (server) => <SwitchBadge server={server} /> },
    { key: 'calls', head: say('calls'), number: true, cell: ({ calls }) => number(calls) },
    { key: 'agents', head: say('agents'), number: true, cell: ({ agents }) => number(agents) },
    { key: 'weight', head: say('weight'), number: true, cell: ({ weight }) => number(weight, 1) },
    {
      key: 'since',
      head: say('since'),
      cell: ({ sinceMs }) => (sinceMs === 0 ? '–' : dateTime(sinceMs)),
    },
    { key: 'why', head: say('reason'), cell: ({ why }) => why },
    ...(may('telecom') ? [actions] : []),
  ];
}

function SwitchBadge({ server }: { readonly server: SwitchOut }) {
  const say = useTexts(SWITCH_TEXTS);
  const [tone, icon] = server.up ? LOOK[server.state] : (['bad', '✕'] as const);
  return (
    <StatusBadge tone={tone} icon={icon}>
      {server.up || server.state !== 'in_service' ? say(`state.${server.state}`) : ''}
      {server.up ? '' : ` ${say('down', { why: server.reason })}`}
    </StatusBadge>
  );
}
