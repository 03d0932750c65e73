import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { StatementItemOut } from '../../contract/billing-wire.js';
import type { JobOut } from '../../contract/job-wire.js';
import { ReadState } from '../admin/read-state.js';
import { useChange } from '../admin/use-change.js';
import { monthOf } from '../quality/use-quality.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BillingJob } from './billing-job.js';
import { BILLING_TEXTS } from './billing-texts.js';
import { ContractChoice } from './contract-choice.js';
import { StatementState } from './statement-state.js';
import { BILLING, useChosenContract, useContracts, useStatements } from './use-billing.js';
import { dayOrMonth, useMoney } from './use-money.js';

/** Statements by contract and period, and a new draft of one. */
export function StatementsTab() {
  const say = useTexts(BILLING_TEXTS);
  const { may } = useSession();
  const [place, setPlace] = useSearchParams();
  const contractId = place.get('contract') ?? '';
  const month = place.get('month') ?? '';
  const ids = [...new Set((useContracts().data ?? []).map(({ id }) => id))];
  const query = useStatements({ contractId, month });
  const set = (key: 'contract' | 'month', value: string) =>
    setPlace((now) => {
      const next = new URLSearchParams(now);
      if (value === '') {
        next.delete(key);
      } else {
        next.set(key, value);
      }
      return next;
    });
  return (
    <div className={styles['stack']}>
      {may('run') ? <MakePanel /> : null}
      <Panel title={say('statements')}>
        <div className={styles['filters']}>
          <ContractChoice
            ids={ids}
            chosen={contractId}
            onChoose={(id) => set('contract', id)}
            first={say('all')}
          />
          <Field
            label={say('month')}
            type="month"
            value={month}
            onChange={({ target }) => set('month', target.value)}
          />
        </div>
        <ReadState query={query} />
        <StatementTable rows={query.data ?? []} loading={query.data === undefined} />
      </Panel>
    </div>
  );
}

interface TableProps {
  readonly rows: readonly StatementItemOut[];
  readonly loading: boolean;
}

/** Statements, each leading to its own page by the address. */
export function StatementTable({ rows, loading }: TableProps) {
  const say = useTexts(BILLING_TEXTS);
  const { dateTime } = useFormats();
  const money = useMoney();
  const columns: readonly Column<StatementItemOut>[] = [
    {
      key: 'id',
      head: say('contract'),
      cell: ({ id, contractId }) => (
        <Link to={`?${new URLSearchParams({ statement: id })}`} aria-label={say('openOf', { id })}>
          {contractId}
        </Link>
      ),
    },
    { key: 'month', head: say('period'), cell: ({ month }) => dayOrMonth(month) },
    { key: 'version', head: say('version'), number: true, cell: ({ version }) => version },
    { key: 'state', head: say('state'), cell: ({ state }) => <StatementState state={state} /> },
    { key: 'total', head: say('total'), number: true, cell: ({ total }) => money(total) },
    {
      key: 'correction',
      head: say('correction'),
      number: true,
      cell: ({ correction }) => (correction === null ? say('nothing') : money(correction)),
    },
    { key: 'by', head: say('by'), cell: ({ madeBy, madeAtMs }) => `${madeBy}, ${dateTime(madeAtMs)}` },
    { key: 'why', head: say('why'), cell: ({ why }) => <span className={styles['wrap']}>{why}</span> },
  ];
  return (
    <div className={styles['scroll']}>
      <Table
        caption={say('statements')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        empty={loading ? '' : say('noStatements')}
      />
    </div>
  );
}

/** Orders a version and shows how its job goes. */
function MakePanel() {
  const say = useTexts(BILLING_TEXTS);
  const money = useMoney();
  const thisMonth = monthOf(useServerNow());
  const { ids, chosen, choose } = useChosenContract();
  const { busy, run } = useChange(BILLING);
  const [month, setMonth] = useState('');
  const [why, setWhy] = useState(say('makeWhy'));
  const [job, setJob] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run('make', async () => {
      const body = { contractId: chosen, month: month || thisMonth, why };
      setJob((await api<JobOut>('POST', '/v1/statements', { body })).id);
    });
  };
  return (
    <Panel title={say('make')}>
      <p className={styles['note']}>{say('makeHelp')}</p>
      <form className={styles['filters']} onSubmit={submit}>
        <ContractChoice ids={ids} chosen={chosen} onChoose={choose} />
        <Field
          label={say('month')}
          type="month"
          required
          value={month || thisMonth}
          onChange={({ target }) => setMonth(target.value)}
        />
        <Field
          label={say('why')}
          required
          maxLength={1000}
          value={why}
          onChange={({ target }) => setWhy(target.value)}
        />
        <Button tone="go" type="submit" busy={busy !== null} disabled={chosen === ''}>
          {say('make')}
        </Button>
      </form>
      {job === null ? null : (
        <BillingJob
          id={job}
          result={({ statement, total }) => (
            <Link to={`?${new URLSearchParams({ statement: String(statement) })}`}>
              {say('made', { id: String(statement), total: money(String(total)) })}
            </Link>
          )}
        />
      )}
    </Panel>
  );
}
