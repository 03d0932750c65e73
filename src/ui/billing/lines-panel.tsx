import { useState } from 'react';
import type { StatementLineOut, StatementOut } from '../../contract/billing-wire.js';
import { ReadState } from '../admin/read-state.js';
import { LongTable, type WideColumn } from '../shell/components/long-table.js';
import { Panel } from '../shell/components/panel.js';
import { Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { CallList } from './call-list.js';
import { Revealed } from './revealed.js';
import { statementPath, useLines } from './use-billing.js';
import { dayOrMonth, useFigure, useMoney } from './use-money.js';

/** The lines of a statement; one that is opened shows how it was computed and the calls behind it. */
export function LinesPanel({ statement }: { readonly statement: StatementOut }) {
  const say = useTexts(BILLING_TEXTS);
  const [chosen, setChosen] = useState<number | null>(null);
  const query = useLines(statement.id);
  const line = query.data?.find(({ place }) => place === chosen);
  return (
    <div className={styles['stack']}>
      <Panel title={say('lines')}>
        <ReadState query={query} />
        <LineTable
          lines={query.data ?? []}
          chosen={chosen}
          loading={query.data === undefined}
          onOpen={(place) => setChosen(place === chosen ? null : place)}
        />
      </Panel>
      {line === undefined ? null : (
        <Revealed key={line.place}>
          <LinePanel line={line} />
          {line.callCount === 0 ? null : (
            <CallList
              path={`${statementPath(statement.id)}/lines/${line.place}/calls`}
              contractId={statement.contractId}
              what={line.title}
              onClose={() => setChosen(null)}
            />
          )}
        </Revealed>
      )}
    </div>
  );
}

interface TableProps {
  readonly lines: readonly StatementLineOut[];
  readonly chosen: number | null;
  readonly loading: boolean;
  readonly onOpen: (place: number) => void;
}

function LineTable({ lines, chosen, loading, onOpen }: TableProps) {
  const say = useTexts(BILLING_TEXTS);
  const { number } = useFormats();
  const money = useMoney();
  const columns: readonly WideColumn<StatementLineOut>[] = [
    {
      key: 'title',
      head: say('line'),
      width: '24%',
      cell: ({ place, title }) => (
        <button
          type="button"
          className={styles['plain']}
          aria-label={say('openLine', { title })}
          aria-pressed={place === chosen}
          onClick={() => onOpen(place)}
        >
          {title}
        </button>
      ),
    },
    { key: 'service', head: say('service'), width: '14%', cell: ({ service }) => service || say('nothing') },
    { key: 'day', head: say('day'), width: '9%', cell: ({ day }) => dayOrMonth(day) || say('nothing') },
    {
      key: 'formula',
      head: say('formula'),
      width: '29%',
      cell: ({ formula }) => <span title={formula}>{formula}</span>,
    },
    {
      key: 'calls',
      head: say('callCount'),
      width: '10%',
      number: true,
      cell: ({ callCount }) => number(callCount),
    },
    { key: 'amount', head: say('value'), width: '14%', number: true, cell: ({ amount }) => money(amount) },
  ];
  return (
    <div className={lines.length > SHORT ? styles['lines'] : undefined}>
      <LongTable
        caption={say('lines')}
        columns={columns}
        rows={lines}
        keyOf={({ place }) => String(place)}
        empty={loading ? '' : say('noLines')}
      />
    </div>
  );
}

/** So many fit without a box that scrolls. */
const SHORT = 8;

/** How a line was computed: formula, every figure on the way, the value before rounding. */
function LinePanel({ line }: { readonly line: StatementLineOut }) {
  const say = useTexts(BILLING_TEXTS);
  const money = useMoney();
  const asRead = useFigure();
  const { title, service, day, indicator, formula, exact, amount, clause, inputs, id } = line;
  return (
    <Panel title={`${title}: ${money(amount)}`} aside={<code className={styles['code']}>{id}</code>}>
      <p>
        <code>{formula}</code> = {asRead(exact)} → {money(amount)}
      </p>
      <p className={styles['note']}>
        {[service, dayOrMonth(day), indicator, clause === '' ? '' : `${say('clause')} ${clause}`]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      <Table
        caption={say('figures')}
        columns={[
          { key: 'name', head: say('figure'), cell: ({ name }) => name },
          { key: 'value', head: say('value'), number: true, cell: ({ value }) => asRead(value) },
        ]}
        rows={inputs}
        keyOf={({ name }) => name}
        empty={say('nothing')}
      />
    </Panel>
  );
}
