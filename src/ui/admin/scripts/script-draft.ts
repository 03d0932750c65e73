import type { ScriptOut, ScriptStepOut } from '../../../contract/script-wire.js';

/** What is being written. */
export type ScriptDraft = Pick<ScriptOut, 'steps' | 'popUrl'>;

export const draftOf = ({ steps, popUrl }: ScriptDraft): ScriptDraft => ({ steps, popUrl });

export function isSame(one: ScriptDraft, other: ScriptDraft): boolean {
  return JSON.stringify(draftOf(one)) === JSON.stringify(draftOf(other));
}

/** The step in place of the one it was; answers that led there still do. */
export function changedStep(
  steps: readonly ScriptStepOut[],
  was: ScriptStepOut,
  is: ScriptStepOut,
): readonly ScriptStepOut[] {
  const alone = steps.filter(({ id }) => id === was.id).length === 1;
  const follow = ({ label, to }: ScriptStepOut['branches'][number]) => ({
    label,
    to: alone && to === was.id ? is.id : to,
  });
  return steps.map((step) => {
    const now = step === was ? is : step;
    return { ...now, branches: now.branches.map(follow) };
  });
}

export function movedStep(
  steps: readonly ScriptStepOut[],
  step: ScriptStepOut,
  by: -1 | 1,
): readonly ScriptStepOut[] {
  const at = steps.indexOf(step);
  const other = steps[at + by];
  return other === undefined
    ? steps
    : steps.map((one, index) => (index === at ? other : index === at + by ? step : one));
}

/** A step of a name that no other has. */
export function freshStep(steps: readonly ScriptStepOut[]): ScriptStepOut {
  const free = [...steps.keys(), steps.length].map((index) => `passo-${index + 1}`);
  const id = free.find((name) => steps.every((step) => step.id !== name)) ?? `passo-${steps.length + 1}`;
  return { id, text: '', confirms: false, branches: [], disposition: null };
}
