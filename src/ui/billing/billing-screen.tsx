import { useSearchParams } from 'react-router';
import { type Tab, Tabs } from '../shell/components/tabs.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { BILLING_TITLE_TEXTS } from './billing-title-texts.js';
import { ContractsTab } from './contracts-tab.js';
import { CorrectionsTab } from './corrections-tab.js';
import { FactsTab } from './facts-tab.js';
import { StatementPage } from './statement-page.js';
import { StatementsTab } from './statements-tab.js';

const TABS = {
  statements: StatementsTab,
  corrections: CorrectionsTab,
  facts: FactsTab,
  contracts: ContractsTab,
} as const;
type TabName = keyof typeof TABS;
const NAMES = Object.keys(TABS) as readonly TabName[];

/** What is billed and why: statements, corrections, facts and contracts; a statement in the address opens it. */
export function BillingScreen() {
  const say = useTexts(BILLING_TEXTS);
  const title = useTexts(BILLING_TITLE_TEXTS)('title');
  const { may } = useSession();
  const [place, setPlace] = useSearchParams();
  const statement = place.get('statement');
  // Facts name clients and balances.
  const names = NAMES.filter((name) => name !== 'facts' || may('see_clear'));
  const chosen = names.find((name) => name === place.get('tab')) ?? 'statements';
  const tabs: readonly Tab[] = names.map((key) => ({ key, label: say(`tab.${key}`) }));
  const contract = place.get('contract');
  const Chosen = TABS[chosen];
  return (
    <div className={styles['screen']}>
      <h1>{title}</h1>
      {statement === null ? (
        <Tabs
          label={title}
          tabs={tabs}
          chosen={chosen}
          onChoose={(tab) => setPlace(contract === null ? { tab } : { tab, contract })}
        >
          <Chosen />
        </Tabs>
      ) : (
        <StatementPage key={statement} id={statement} />
      )}
    </div>
  );
}
