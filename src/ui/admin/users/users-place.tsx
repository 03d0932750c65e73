import { useState } from 'react';
import { Tabs } from '../../shell/components/tabs.js';
import { useTexts } from '../../shell/texts/texts.js';
import { AccessPanel } from './access-panel.js';
import { TeamsPanel } from './teams-panel.js';
import { UsersPanel } from './users-panel.js';
import { USERS_TEXTS } from './users-texts.js';

const PANELS = { users: UsersPanel, teams: TeamsPanel, record: AccessPanel } as const;
type PanelName = keyof typeof PANELS;

/** Who may come in, over whom he looks, and what happened at the door. */
export function UsersPlace() {
  const say = useTexts(USERS_TEXTS);
  const [chosen, setChosen] = useState<PanelName>('users');
  const Shown = PANELS[chosen];
  const names: readonly PanelName[] = ['users', 'teams', 'record'];
  return (
    <>
      <h1 className="unseen">{say('title')}</h1>
      <Tabs
        label={say('title')}
        tabs={names.map((key) => ({ key, label: say(key) }))}
        chosen={chosen}
        onChoose={(key) => setChosen(names.find((name) => name === key) ?? 'users')}
      >
        <Shown />
      </Tabs>
    </>
  );
}
