import type { StatementOut } from '../../contract/billing-wire.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { dayOrMonth, useMoney } from './use-money.js';

type Bill = StatementOut['bill'];

/** What whoever checks a statement has to know: readings of open text, warnings, targets that were missed. */
export function NotesPanel({ statement: { bill } }: { readonly statement: StatementOut }) {
  const say = useTexts(BILLING_TEXTS);
  const money = useMoney();
  const warnings = [
    ...bill.warnings.map(({ text, service, days }) =>
      [text, service, days.map(dayOrMonth).join(', ')].filter((part) => part !== '').join(' · '),
    ),
    ...bill.notices,
    ...bill.remarks,
  ];
  return (
    <div className={styles['stack']}>
      <Panel title={say('warnings')}>
        {warnings.length === 0 ? <p className="soft">{say('noWarnings')}</p> : null}
        {warnings.map((text) => (
          <p key={text}>
            <span aria-hidden="true" className="warn">
              ▲{' '}
            </span>
            {text}
          </p>
        ))}
      </Panel>
      <Panel title={say('readings')}>
        <Table
          caption={say('readings')}
          columns={[
            { key: 'id', head: say('reading'), cell: ({ id }) => id },
            {
              key: 'text',
              head: say('text'),
              cell: ({ text }) => <span className={styles['wrap']}>{text}</span>,
            },
          ]}
          rows={bill.readings}
          keyOf={({ id }) => id}
          empty={say('nothing')}
        />
      </Panel>
      <Panel title={say('steps')}>
        <Table
          caption={say('steps')}
          columns={[
            { key: 'title', head: say('line'), cell: ({ title, step }) => `${title} (${step})` },
            { key: 'amount', head: say('value'), number: true, cell: ({ amount }) => money(amount) },
          ]}
          rows={bill.steps}
          keyOf={({ step }) => step}
          empty={say('nothing')}
        />
      </Panel>
      <MissesPanel misses={bill.misses} />
    </div>
  );
}

function MissesPanel({ misses }: Pick<Bill, 'misses'>) {
  const say = useTexts(BILLING_TEXTS);
  const columns: readonly Column<Bill['misses'][number]>[] = [
    { key: 'indicator', head: say('indicator'), cell: ({ indicator }) => indicator },
    { key: 'service', head: say('service'), cell: ({ service }) => service || say('nothing') },
    { key: 'day', head: say('day'), cell: ({ day }) => dayOrMonth(day) || say('nothing') },
    { key: 'value', head: say('value'), number: true, cell: ({ value }) => value },
    { key: 'line', head: say('deducts'), cell: ({ line }) => line || say('nothing') },
    {
      key: 'excused',
      head: say('excused'),
      cell: ({ excused }) => <span className={styles['wrap']}>{excused || say('nothing')}</span>,
    },
  ];
  return (
    <Panel title={say('misses')}>
      <div className={styles['scroll']}>
        <Table
          caption={say('misses')}
          columns={columns}
          rows={misses}
          keyOf={(miss) => `${miss.step} ${miss.indicator} ${miss.service} ${miss.day} ${miss.line}`}
          empty={say('noMisses')}
        />
      </div>
    </Panel>
  );
}
