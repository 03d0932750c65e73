import type { ScriptStepOut, ScriptWayOut } from '../../contract/script-wire.js';
import { Button } from '../shell/components/button.js';
import styles from './agent.module.css';

export interface Person {
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What may be said of a person to whoever picks up. */
const FOR_ANYBODY = new Set(['nome', 'primeiro_nome']);
const HIDDEN = '•••';

type Way = ScriptWayOut;

/** The step a way has come to; the first one where there is none, or the script has changed under it. */
export function stepOf(steps: readonly ScriptStepOut[], way: Way): ScriptStepOut | undefined {
  return steps.find(({ id }) => id === way.at(-1)?.step) ?? steps[0];
}

/** True once the way led past a step that confirms who is on the line. */
export function isConfirmed(steps: readonly ScriptStepOut[], way: Way): boolean {
  return way.some(({ step }) => steps.some(({ id, confirms }) => confirms && id === step));
}

/** What to say now and where each answer leads. The contact's fields are put in as text, never as markup. */
export function ScriptWalk({
  steps,
  way,
  person,
  onWay,
}: {
  readonly steps: readonly ScriptStepOut[];
  readonly way: Way;
  readonly person: Person;
  readonly onWay: (way: Way) => void;
}) {
  const step = stepOf(steps, way);
  if (step === undefined) {
    return null;
  }
  const answer = (label: string, to: string): void =>
    onWay([...way.slice(0, -1), { step: step.id, answer: label }, { step: to, answer: null }]);
  return (
    <>
      <p className={styles['script']} aria-live="polite" data-step={step.id}>
        {filled(step.text, person, isConfirmed(steps, way))}
      </p>
      <div className={styles['buttons']}>
        {step.branches.map(({ label, to }) => (
          <Button key={`${label} ${to}`} onClick={() => answer(label, to)}>
            {label}
          </Button>
        ))}
      </div>
    </>
  );
}

function filled(text: string, { name, fields }: Person, confirmed: boolean): string {
  const values = new Map([
    ...Object.entries(fields),
    ['nome', name] as const,
    ['primeiro_nome', name.split(/\s+/u)[0] ?? name] as const,
  ]);
  return text.replace(/\{([\p{L}\p{N}_ ]+)\}/gu, (whole, key: string) =>
    confirmed || FOR_ANYBODY.has(key) ? (values.get(key) ?? whole) : HIDDEN,
  );
}
