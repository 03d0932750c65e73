import { useState } from 'react';
import type { StatementLineOut, StatementOut } from '../../contract/billing-wire.js';
import { ReadState } from '../admin/read-state.js';
import { SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { useLines, useStatements } from './use-billing.js';
import { amountOf, centsOf, dayOrMonth, useMoney } from './use-money.js';

/** A line that differs between two versions. */
interface Change {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly day: string;
  readonly before: bigint;
  readonly now: bigint;
}

/** The lines that differ, by their ids, which are the same from bill to bill. */
export function changesOf(
  before: readonly StatementLineOut[],
  now: readonly StatementLineOut[],
): readonly Change[] {
  const was = new Map(before.map((line) => [line.id, line]));
  const is = new Map(now.map((line) => [line.id, line]));
  const all = [...now, ...before.filter(({ id }) => !is.has(id))];
  return all
    .map(({ id, title, service, day }) => ({
      ...{ id, title, service, day },
      before: centsOf(was.get(id)?.amount ?? '0.00'),
      now: centsOf(is.get(id)?.amount ?? '0.00'),
    }))
    .filter((change) => change.before !== change.now);
}

/** What a version is to another one of its period, line by line, as credit and debit. */
export function ComparePanel({ statement }: { readonly statement: StatementOut }) {
  const say = useTexts(BILLING_TEXTS);
  const { id, contractId, month, corrects } = statement;
  const others = useStatements({ contractId, month });
  const versions = (others.data ?? []).filter((one) => one.id !== id);
  const [picked, setPicked] = useState('');
  const first = versions.findLast(({ version }) => version < statement.version) ?? versions[0];
  const other = picked || (corrects ?? first?.id ?? '');
  const [from, to] = [useLines(other), useLines(id)];
  if (versions.length === 0) {
    return (
      <Panel title={say('part.compare')}>
        <ReadState query={others} />
        {others.data === undefined ? null : <p className="soft">{say('noOther')}</p>}
      </Panel>
    );
  }
  return (
    <Panel title={say('compared', { from: other, to: id })}>
      <div className={styles['filters']}>
        <SelectField
          label={say('compareWith')}
          value={other}
          onChange={({ target }) => setPicked(target.value)}
        >
          {versions.map((one) => (
            <option key={one.id} value={one.id}>
              {`${one.id} · ${say(`state.${one.state}`)}`}
            </option>
          ))}
        </SelectField>
      </div>
      <ReadState query={from} />
      {from.data === undefined || to.data === undefined ? null : (
        <ChangeTable changes={changesOf(from.data, to.data)} />
      )}
    </Panel>
  );
}

/** Lines that differ, each as credit or debit, and what they come to. */
export function ChangeTable({ changes }: { readonly changes: readonly Change[] }) {
  const say = useTexts(BILLING_TEXTS);
  const money = useMoney();
  const total = changes.reduce((sum, { before, now }) => sum + now - before, 0n);
  const amount = (key: 'before' | 'now'): Column<Change> => ({
    key,
    head: say(key),
    number: true,
    cell: (change) => money(amountOf(change[key])),
  });
  const columns: readonly Column<Change>[] = [
    { key: 'title', head: say('line'), cell: ({ title }) => title },
    { key: 'service', head: say('service'), cell: ({ service }) => service || say('nothing') },
    { key: 'day', head: say('day'), cell: ({ day }) => dayOrMonth(day) || say('nothing') },
    {
      key: 'kind',
      head: say('kind'),
      cell: ({ before, now }) => (
        <StatusBadge tone={now > before ? 'good' : 'warn'} icon={now > before ? '+' : '−'}>
          {say(now > before ? 'credit' : 'debit')}
        </StatusBadge>
      ),
    },
    amount('before'),
    amount('now'),
    {
      key: 'difference',
      head: say('difference'),
      number: true,
      cell: ({ before, now }) => money(amountOf(now - before)),
    },
  ];
  return (
    <>
      <div className={styles['scroll']}>
        <Table
          caption={say('part.compare')}
          columns={columns}
          rows={changes}
          keyOf={({ id }) => id}
          empty={say('noChange')}
        />
      </div>
      <p>
        <strong>{`${say('difference')}: ${money(amountOf(total))}`}</strong>
      </p>
    </>
  );
}
