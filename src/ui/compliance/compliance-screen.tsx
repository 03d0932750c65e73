import { useState } from 'react';
import { type Tab, Tabs } from '../shell/components/tabs.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import { BlockedTab } from './blocked-tab.js';
import { ChangesTab } from './changes-tab.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';
import { ExportsTab } from './exports-tab.js';
import { LimitsTab } from './limits-tab.js';
import { ListsTab } from './lists-tab.js';
import { LogTab } from './log-tab.js';
import { RulesTab } from './rules-tab.js';
import { SearchTab } from './search-tab.js';

const TABS = {
  rules: RulesTab,
  blocked: BlockedTab,
  limits: LimitsTab,
  search: SearchTab,
  exports: ExportsTab,
  changes: ChangesTab,
  lists: ListsTab,
  log: LogTab,
} as const;
type TabName = keyof typeof TABS;
const NAMES = Object.keys(TABS) as readonly TabName[];

/** What binds, what it blocked, how near the limits are, the proof of any call, and who did what. */
export function ComplianceScreen() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const [chosen, setChosen] = useState<TabName>('rules');
  const { may } = useSession();
  const shown = NAMES.filter((key) => key !== 'log' || may('examine'));
  const tabs: readonly Tab[] = shown.map((key) => ({ key, label: say(`tab.${key}`) }));
  const Chosen = TABS[chosen];
  return (
    <div className={styles['compliance']}>
      <h1>{say('title')}</h1>
      <Tabs
        label={say('title')}
        tabs={tabs}
        chosen={chosen}
        onChoose={(key) => setChosen(NAMES.find((name) => name === key) ?? 'rules')}
      >
        <Chosen />
      </Tabs>
    </div>
  );
}
