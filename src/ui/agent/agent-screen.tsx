import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../shell/api.js';
import { SelectField } from '../shell/components/field.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import type { AgentDetail } from './agent-list.js';
import { AGENT_TEXTS } from './agent-texts.js';
import { DeskScreen } from './desk-screen.js';

const KEY = 'cadencia.agent';

/** An agent's work. Who is no agent himself (a supervisor at a free place) says first whose place it is. */
export function AgentScreen() {
  const { session } = useSession();
  const [chosen, setChosen] = useState(() => sessionStorage.getItem(KEY) ?? '');
  const agentId = session.agentId ?? chosen;
  const choose = (id: string): void => {
    sessionStorage.setItem(KEY, id);
    setChosen(id);
  };
  return (
    <div className={styles['screen']}>
      {session.agentId === null ? <ChooseAgent chosen={chosen} onChoose={choose} /> : null}
      {agentId === '' ? null : <DeskScreen key={agentId} agentId={agentId} />}
    </div>
  );
}

function ChooseAgent({
  chosen,
  onChoose,
}: {
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}) {
  const say = useTexts(AGENT_TEXTS);
  const { data } = useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) =>
      api<{ items: readonly AgentDetail[] }>('GET', '/v1/agents?limit=200', { signal }),
  });
  const people = (data?.items ?? []).filter(({ demo, active }) => !demo && active);
  return (
    <div className={styles['choose']}>
      <SelectField
        label={say('whoWorks')}
        hint={people.length === 0 ? say('noAgents') : undefined}
        value={chosen}
        onChange={({ target }) => onChoose(target.value)}
      >
        <option value="">–</option>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
