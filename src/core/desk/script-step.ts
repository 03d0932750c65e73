import type { Disposition } from '../outcome/disposition.js';

/** One thing to say, and where each answer leads. */
export interface ScriptStep {
  readonly id: string;
  /** With fields of the contact in braces; `nome` and `primeiro_nome` are always there. */
  readonly text: string;
  /** The person has said who he is: what is owed may be spoken of from here on. */
  readonly confirms: boolean;
  readonly branches: readonly ScriptBranch[];
  /** Proposed where the way ends here. */
  readonly disposition: Disposition | null;
}

/** An answer of the person's. */
export interface ScriptBranch {
  readonly label: string;
  readonly to: string;
}

/** Where an agent was in the script, and what the person answered there; null while he is there. */
export interface ScriptAnswer {
  readonly step: string;
  readonly answer: string | null;
}

/** Steps a way may have: whoever starts over goes on from the beginning. */
export const LONGEST_WAY = 200;

/**
 * True where the way can be gone: it begins at the first step, and each answer leads to the next step. Starting over is
 * a way of its own.
 */
export function isScriptWay(steps: readonly ScriptStep[], way: readonly ScriptAnswer[]): boolean {
  return way.every(({ step, answer }, index) => {
    const here = steps.find(({ id }) => id === step);
    const next = way[index + 1];
    const begins = index > 0 || step === steps[0]?.id;
    if (here === undefined || !begins || (answer === null) !== (next === undefined)) {
      return false;
    }
    return answer === null || here.branches.some(({ label, to }) => label === answer && to === next?.step);
  });
}

/** Steps of the way up to which nobody may hear of a debt end here: true once one of them confirms the person. */
export function hasConfirmed(steps: readonly ScriptStep[], way: readonly ScriptAnswer[]): boolean {
  return way.some(({ step }) => steps.some(({ id, confirms }) => confirms && id === step));
}
