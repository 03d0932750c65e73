import { useSearchParams } from 'react-router';
import { type Tab, Tabs } from '../shell/components/tabs.js';
import { useTexts } from '../shell/texts/texts.js';
import { DrawsTab } from './draws-tab.js';
import { FormsTab } from './forms-tab.js';
import { IqaTab } from './iqa-tab.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';
import { ScoresTab } from './scores-tab.js';
import { SheetPage } from './sheet-page.js';

const TABS = { draws: DrawsTab, scores: ScoresTab, iqa: IqaTab, forms: FormsTab } as const;
type TabName = keyof typeof TABS;
const NAMES = Object.keys(TABS) as readonly TabName[];

/** Quality monitoring: draws, scores, the index and the forms; a call in the address opens its sheet. */
export function QualityScreen() {
  const say = useTexts(QUALITY_TEXTS);
  const [place, setPlace] = useSearchParams();
  const call = place.get('call');
  const chosen = NAMES.find((name) => name === place.get('tab')) ?? 'draws';
  const tabs: readonly Tab[] = NAMES.map((key) => ({ key, label: say(`tab.${key}`) }));
  const Chosen = TABS[chosen];
  return (
    <div className={styles['quality']}>
      <h1>{say('title')}</h1>
      {call === null ? (
        <Tabs label={say('title')} tabs={tabs} chosen={chosen} onChoose={(tab) => setPlace({ tab })}>
          <Chosen />
        </Tabs>
      ) : (
        <SheetPage key={call} call={call} drawId={place.get('draw')} />
      )}
    </div>
  );
}
