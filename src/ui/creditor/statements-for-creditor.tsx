import { useSearchParams } from 'react-router';
import { ReadState } from '../admin/read-state.js';
import { StatementPage } from '../billing/statement-page.js';
import { StatementTable } from '../billing/statements-tab.js';
import { useStatements } from '../billing/use-billing.js';
import { Panel } from '../shell/components/panel.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './creditor.module.css';
import { CREDITOR_TEXTS } from './creditor-texts.js';

/** Statements of the creditor's contracts once they were given out: what is billed, and the calls behind it. */
export function StatementsForCreditor() {
  const say = useTexts(CREDITOR_TEXTS);
  const statement = useSearchParams()[0].get('statement');
  const query = useStatements({});
  return (
    <div className={styles['screen']}>
      <h1 className="unseen">{say('statements')}</h1>
      {statement === null ? (
        <Panel title={say('statements')}>
          <ReadState query={query} />
          <StatementTable rows={query.data ?? []} loading={query.data === undefined} />
        </Panel>
      ) : (
        <StatementPage key={statement} id={statement} />
      )}
    </div>
  );
}
