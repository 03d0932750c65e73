import type { DeskState } from '../../contract/desk-message.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { AGENT_TEXTS } from './agent-texts.js';

type Call = DeskState['history'][number];

/** The agent's last calls. */
export function HistoryPanel({ history }: { readonly history: readonly Call[] }) {
  const say = useTexts(AGENT_TEXTS);
  const { time } = useFormats();
  const columns: readonly Column<Call>[] = [
    { key: 'when', head: say('when'), cell: ({ atMs }) => time(atMs) },
    { key: 'number', head: say('number'), cell: ({ phone }) => phone },
    { key: 'length', head: say('length'), number: true, cell: ({ talkMs }) => duration(talkMs) },
    { key: 'result', head: say('result'), cell: ({ label }) => label || '–' },
  ];
  return (
    <Panel title={say('history')}>
      <Table
        caption={say('history')}
        columns={columns}
        rows={history}
        keyOf={({ attemptId }) => attemptId}
        empty={say('noHistory')}
      />
    </Panel>
  );
}
