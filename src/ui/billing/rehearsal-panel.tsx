import { type FormEvent, useState } from 'react';
import type { RehearsalOut } from '../../contract/billing-wire.js';
import { ReadState } from '../admin/read-state.js';
import { useChange } from '../admin/use-change.js';
import { monthOf } from '../quality/use-quality.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel, Tile, Tiles } from '../shell/components/panel.js';
import { Table } from '../shell/components/table.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { ChangeTable, changesOf } from './compare-panel.js';
import { CONTRACT_TEXTS } from './contract-texts.js';
import { useLines, useStatements } from './use-billing.js';
import { dayOrMonth, useMoney } from './use-money.js';

/** A month of millions of calls is read and sorted. */
const REHEARSAL_MS = 10 * 60_000;

interface Props {
  readonly text: string;
  readonly contractId: string;
}

/** What a text would have billed in a period, beside the newest statement of it. */
export function RehearsalPanel({ text, contractId }: Props) {
  const say = useTexts(CONTRACT_TEXTS);
  const thisMonth = monthOf(useServerNow());
  const { busy, run } = useChange();
  const [month, setMonth] = useState('');
  const [made, setMade] = useState<RehearsalOut | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run('rehearse', async () => {
      const body = { contract: text, month: month || thisMonth };
      const options = { body, deadlineMs: REHEARSAL_MS };
      setMade(await api<RehearsalOut>('POST', '/v1/contract-rehearsals', options));
    });
  };
  return (
    <Panel title={say('rehearse')}>
      <p className={styles['note']}>{say('rehearseWhy')}</p>
      <form className={styles['filters']} onSubmit={submit}>
        <Field
          label={say('month')}
          type="month"
          required
          value={month || thisMonth}
          onChange={({ target }) => setMonth(target.value)}
        />
        <Button type="submit" busy={busy !== null}>
          {say(busy === null ? 'rehearse' : 'rehearsing')}
        </Button>
      </form>
      {made === null ? null : <Rehearsed made={made} contractId={contractId} />}
    </Panel>
  );
}

function Rehearsed({ made, contractId }: { readonly made: RehearsalOut; readonly contractId: string }) {
  const say = useTexts(CONTRACT_TEXTS);
  const billing = useTexts(BILLING_TEXTS);
  const { number } = useFormats();
  const money = useMoney();
  const { contract, period, calls } = made;
  const name = `${contract.id}@${contract.version}`;
  return (
    <>
      <h3>{say('rehearsed', { name, month: dayOrMonth(period.month) })}</h3>
      <Tiles>
        <Tile
          name={billing('total')}
          figure={money(made.total)}
          note={`${dayOrMonth(period.first)} – ${dayOrMonth(period.last)}`}
        />
        <Tile
          name={billing('billedCalls')}
          figure={number(calls.billed)}
          note={billing('ofCalls', { n: number(calls.calls) })}
        />
        <Tile name={billing('notBillable')} figure={number(calls.notBillable)} />
      </Tiles>
      <Table
        caption={billing('steps')}
        columns={[
          { key: 'title', head: billing('line'), cell: ({ title, step }) => `${title} (${step})` },
          { key: 'amount', head: billing('value'), number: true, cell: ({ amount }) => money(amount) },
        ]}
        rows={made.steps}
        keyOf={({ step }) => step}
        empty={billing('nothing')}
      />
      <Against made={made} contractId={contractId} />
    </>
  );
}

/** The newest statement of the same contract and period, line by line. */
function Against({ made, contractId }: { readonly made: RehearsalOut; readonly contractId: string }) {
  const say = useTexts(CONTRACT_TEXTS);
  const money = useMoney();
  const query = useStatements({ contractId, month: made.period.month });
  const last = query.data?.at(-1);
  const lines = useLines(last?.id ?? '');
  if (last === undefined) {
    return query.data === undefined ? (
      <ReadState query={query} />
    ) : (
      <p className="soft">{say('noStatement')}</p>
    );
  }
  return (
    <>
      <h3>{say('against', { id: last.id, total: money(last.total) })}</h3>
      {lines.data === undefined ? (
        <ReadState query={lines} />
      ) : (
        <ChangeTable changes={changesOf(lines.data, made.lines)} />
      )}
    </>
  );
}
