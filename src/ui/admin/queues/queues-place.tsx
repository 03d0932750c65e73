import { useState } from 'react';
import { Tabs } from '../../shell/components/tabs.js';
import { useTexts } from '../../shell/texts/texts.js';
import { CalledLinesPanel } from './called-lines-panel.js';
import { MenusPanel } from './menus/menus-panel.js';
import { QUEUE_TEXTS } from './queue-texts.js';
import { QueuesPanel } from './queues-panel.js';
import { SkillsPanel } from './skills-panel.js';

const PANELS = {
  queues: QueuesPanel,
  skills: SkillsPanel,
  menus: MenusPanel,
  lines: CalledLinesPanel,
} as const;
const NAMES = ['queues', 'skills', 'menus', 'lines'] as const;
type PanelName = (typeof NAMES)[number];

/** Who waits where, who takes what, and which number leads there. */
export function QueuesPlace() {
  const say = useTexts(QUEUE_TEXTS);
  const [chosen, setChosen] = useState<PanelName>('queues');
  const Shown = PANELS[chosen];
  return (
    <>
      <h1 className="unseen">{say('title')}</h1>
      <Tabs
        label={say('title')}
        tabs={NAMES.map((key) => ({ key, label: say(key) }))}
        chosen={chosen}
        onChoose={(key) => setChosen(NAMES.find((name) => name === key) ?? 'queues')}
      >
        <Shown />
      </Tabs>
    </>
  );
}
