import { useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';

type Contact = NonNullable<DeskState['agent']['card']>['contact'];

/** What to say and where each answer leads. The contact's fields are put in as text, never as markup. */
export function ScriptPanel({
  state,
  contact,
  onConfirmed,
  onPropose,
}: {
  readonly state: DeskState;
  readonly contact: Contact;
  readonly onConfirmed: () => void;
  readonly onPropose: (disposition: string | null) => void;
}) {
  const say = useTexts(AGENT_TEXTS);
  const [first] = state.script;
  const [at, setAt] = useState(first?.id ?? '');
  const step = state.script.find(({ id }) => id === at) ?? first;
  if (step === undefined) {
    return null;
  }
  const go = (id: string): void => {
    const next = state.script.find((one) => one.id === id);
    setAt(id);
    if (next?.confirms === true) {
      onConfirmed();
    }
    onPropose(next?.disposition ?? null);
  };
  return (
    <Panel
      title={say('script')}
      aside={
        <Button tone="quiet" onClick={() => go(first?.id ?? '')}>
          {say('fromStart')}
        </Button>
      }
    >
      <p className={styles['script']} aria-live="polite">
        {filled(step.text, contact)}
      </p>
      <div className={styles['buttons']}>
        {step.branches.map(({ label, to }) => (
          <Button key={to} onClick={() => go(to)}>
            {label}
          </Button>
        ))}
      </div>
    </Panel>
  );
}

function filled(text: string, { name, fields }: Contact): string {
  const values: Readonly<Record<string, string>> = {
    ...fields,
    nome: name,
    primeiro_nome: name.split(/\s+/u)[0] ?? name,
  };
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
