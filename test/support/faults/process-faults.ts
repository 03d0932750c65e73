import type { FaultKind } from './fault-kind.js';
import type { ProcessLife } from './process-life.js';

/** What a process that dies meanwhile hears. */
export const NEVER = new Promise<never>(() => {});

type ProcessFault = Extract<FaultKind, 'dies before' | 'dies after' | 'stops and goes on'>;

interface ProcessPlace {
  kill(downMs: number): void;
  stop(ms: number): void;
}

/** What becomes of an effect whose process dies or stops at it, whatever the effect is. */
export function strikeProcess(
  kind: ProcessFault,
  ms: number,
  invoke: () => Promise<unknown>,
  place: ProcessPlace,
): Promise<unknown> {
  if (kind === 'dies before') {
    place.kill(ms);
    return NEVER;
  }
  const answer = invoke();
  if (kind === 'stops and goes on') {
    place.stop(ms);
    return answer;
  }
  answer.catch(() => undefined);
  place.kill(ms);
  return NEVER;
}

/** The answer reaches the process while it lives. */
export function reachedBy<Answer>(life: ProcessLife, outside: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    outside.then(
      (answer) => life.reach(() => resolve(answer)),
      (error) => life.reach(() => reject(error)),
    );
  });
}
