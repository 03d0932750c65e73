import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InboundSettingOut } from '../../../contract/inbound-wire.js';
import type { QueueLiveOut } from '../../../contract/queue-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { ReadState } from '../read-state.js';
import { useSettings } from './inbound-settings.js';
import { QueueDialog } from './queue-dialog.js';
import { type QueueDraft, queueDraft } from './queue-draft.js';
import { QUEUE_TEXTS } from './queue-texts.js';

const LOOK_MS = 10_000;

interface Row {
  readonly setting: InboundSettingOut;
  readonly draft: QueueDraft;
  readonly live: QueueLiveOut | undefined;
}

/** Queues as they are set, with how they stand now. */
export function QueuesPanel() {
  const say = useTexts(QUEUE_TEXTS);
  const { may } = useSession();
  const [open, setOpen] = useState<InboundSettingOut | 'new' | null>(null);
  const query = useSettings('queues');
  const figures = useQuery({
    queryKey: ['queue-figures'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly QueueLiveOut[] }>('GET', '/v1/queue-figures', { signal })).items,
    refetchInterval: LOOK_MS,
  });
  const rows = (query.data ?? []).map((setting) => ({
    setting,
    draft: queueDraft(setting.document),
    live: figures.data?.find(({ id }) => id === setting.id),
  }));
  const columns = useQueueColumns(setOpen);
  return (
    <Panel
      title={say('queues')}
      aside={
        may('run') ? (
          <Button tone="go" onClick={() => setOpen('new')}>
            {say('addQueue')}
          </Button>
        ) : undefined
      }
    >
      <ReadState query={query} />
      <Table
        caption={say('queues')}
        columns={columns}
        rows={rows}
        keyOf={({ setting }) => setting.id}
        empty={query.data === undefined ? '' : say('noQueues')}
      />
      {open === null ? null : (
        <QueueDialog
          setting={open === 'new' ? null : open}
          queueIds={rows.map(({ setting }) => setting.id)}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  );
}

const STRATEGIES = ['longest_idle', 'fewest_calls', 'rank', 'skill_weighted'] as const;

function useQueueColumns(onChange: (setting: InboundSettingOut) => void): readonly Column<Row>[] {
  const say = useTexts(QUEUE_TEXTS);
  const { may } = useSession();
  const { number, percent } = useFormats();
  const actions: Column<Row> = {
    key: 'actions',
    head: say('actions'),
    cell: ({ setting, draft }) => (
      <Button
        aria-label={say('changeOf', { name: draft.name || setting.id })}
        onClick={() => onChange(setting)}
      >
        {say('change')}
      </Button>
    ),
  };
  return [
    { key: 'name', head: say('queue'), cell: ({ setting, draft }) => draft.name || setting.id },
    {
      key: 'state',
      head: say('state'),
      cell: ({ live }) =>
        live === undefined ? (
          '–'
        ) : (
          <StatusBadge tone={live.open ? 'good' : 'soft'} icon={live.open ? '●' : '○'}>
            {say(live.open ? 'open' : 'closed')}
          </StatusBadge>
        ),
    },
    {
      key: 'waiting',
      head: say('waiting'),
      number: true,
      cell: ({ live }) => (live === undefined ? '–' : number(live.waiting)),
    },
    {
      key: 'level',
      head: say('level'),
      number: true,
      cell: ({ live }) => (live?.serviceLevel == null ? '–' : percent(live.serviceLevel)),
    },
    {
      key: 'goal',
      head: say('goal'),
      cell: ({ draft }) =>
        say('goalOf', { share: percent(draft.serviceLevel, 0), n: number(draft.withinMs / 1000) }),
    },
    { key: 'priority', head: say('priority'), number: true, cell: ({ draft }) => number(draft.priority) },
    {
      key: 'strategy',
      head: say('strategy'),
      cell: ({ draft }) => {
        const known = STRATEGIES.find((name) => name === draft.strategy);
        return known === undefined ? draft.strategy : say(`strategy.${known}`);
      },
    },
    ...(may('run') ? [actions] : []),
  ];
}
