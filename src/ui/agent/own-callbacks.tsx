import { useQuery } from '@tanstack/react-query';
import type { OwnCallbacksOut } from '../../contract/callback-wire.js';
import type { DeskState } from '../../contract/desk-message.js';
import { api } from '../shell/api.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useTexts } from '../shell/texts/texts.js';
import { CALLBACK_TEXTS } from './callback-texts.js';

type Row = OwnCallbacksOut['items'][number];
const AGAIN_MS = 60_000;

/** Callbacks the agent is to make himself; read again with each call that ends. */
export function OwnCallbacks({ state: { agent, history } }: { readonly state: DeskState }) {
  const say = useTexts(CALLBACK_TEXTS);
  const { data } = useQuery({
    queryKey: ['own-callbacks', agent.id, history[0]?.attemptId ?? ''],
    queryFn: async ({ signal }) =>
      (await api<OwnCallbacksOut>('GET', `/v1/agents/${encodeURIComponent(agent.id)}/callbacks`, { signal }))
        .items,
    refetchInterval: AGAIN_MS,
    placeholderData: (before) => before,
  });
  const columns: readonly Column<Row>[] = [
    { key: 'when', head: say('when'), cell: ({ agreedLocal }) => agreedLocal },
    { key: 'who', head: say('who'), cell: ({ name }) => name },
    { key: 'number', head: say('number'), cell: ({ phone }) => phone },
  ];
  return (
    <Panel title={say('title')}>
      <Table
        caption={say('title')}
        columns={columns}
        rows={data ?? []}
        keyOf={({ contactId }) => contactId}
        empty={say(data === undefined ? 'later' : 'none')}
      />
    </Panel>
  );
}
