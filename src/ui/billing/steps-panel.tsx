import type { StatementOut } from '../../contract/billing-wire.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { StatementState } from './statement-state.js';

type Step = Pick<StatementOut['steps'][number], 'to' | 'by' | 'atMs' | 'why'> & {
  readonly move: StatementOut['steps'][number]['move'] | 'make';
};

/** Who made and moved a statement, when and why; and the hashes of what its bill was made of. */
export function StepsPanel({ statement }: { readonly statement: StatementOut }) {
  const say = useTexts(BILLING_TEXTS);
  const { dateTime, number } = useFormats();
  const { madeBy: by, madeAtMs: atMs, why, steps, bill } = statement;
  const rows: readonly Step[] = [{ move: 'make', to: 'draft', by, atMs, why }, ...steps];
  const columns: readonly Column<Step>[] = [
    { key: 'when', head: say('when'), cell: (step) => dateTime(step.atMs) },
    { key: 'move', head: say('move'), cell: ({ move }) => say(`move.${move}`) },
    { key: 'to', head: say('state'), cell: ({ to }) => <StatementState state={to} /> },
    { key: 'by', head: say('by'), cell: (step) => step.by },
    {
      key: 'why',
      head: say('why'),
      cell: (step) => <span className={styles['wrap']}>{step.why || say('nothing')}</span>,
    },
  ];
  const { contract, facts, log } = bill;
  const digests = [
    {
      name: say('digest.contract', { name: `${contract.id}@${contract.version}` }),
      digest: contract.digest,
    },
    { name: say('digest.facts'), digest: facts.digest },
    { name: say('digest.log', { n: number(log.rows) }), digest: log.digest },
  ];
  return (
    <div className={styles['stack']}>
      <Panel title={say('history')}>
        <Table
          caption={say('history')}
          columns={columns}
          rows={rows}
          keyOf={(step) => `${step.move} ${step.atMs}`}
          empty={say('nothing')}
        />
      </Panel>
      <Panel title={say('digests')}>
        <Table
          caption={say('digests')}
          columns={[
            { key: 'name', head: say('digestOf'), cell: ({ name }) => name },
            {
              key: 'digest',
              head: 'SHA-256',
              cell: ({ digest }) => <code className={styles['code']}>{digest}</code>,
            },
          ]}
          rows={digests}
          keyOf={({ digest, name }) => name + digest}
          empty={say('nothing')}
        />
      </Panel>
    </div>
  );
}
