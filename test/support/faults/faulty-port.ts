import { assertNever } from '../../../src/core/kernel/assert-never.js';
import { CadenciaError, type ErrorCode } from '../../../src/core/kernel/errors.js';
import type { AttemptBatch } from '../../../src/ports/attempt-store.js';
import type { Clock } from '../../../src/ports/clock.js';
import { type StoreName, usesOf } from './effects.js';
import type { FaultInjector } from './fault-injector.js';
import type { PlannedFault } from './fault-kind.js';
import type { ProcessLife } from './process-life.js';

/** Every adapter gives up an answer after this. */
export const ANSWER_DEADLINE_MS = 5000;

/** What an effect of one process runs in. */
export interface EffectPlace {
  /** The world's, not the process's. */
  readonly clock: Clock;
  readonly life: ProcessLife;
  readonly injector: FaultInjector;
  kill(downMs: number): void;
  stop(ms: number): void;
  /** The whole database, or the whole coordination store, is away for a while. */
  outage(of: Outage, ms: number): void;
  isOut(of: Outage): boolean;
  forgetCoordination(): void;
  /** One way to the outside and back. */
  wayMs(of: Outage): number;
}

export type Outage = 'stores' | 'coordination';

const NEVER = new Promise<never>(() => {});

const ERROR_OF: Readonly<Record<Outage, ErrorCode>> = {
  stores: 'DLR_DATABASE_DOWN',
  coordination: 'DLR_COORDINATION_DOWN',
};

function after(clock: Clock, ms: number): Promise<void> {
  return new Promise((arrive) => {
    clock.setTimer(ms, arrive);
  });
}

/** A store as a process sees it, with what is planned to go wrong with each of its methods. */
export function faultyPort<Port extends object>(
  name: StoreName | 'coordination',
  port: Port,
  place: EffectPlace,
): Port {
  const of: Outage = name === 'coordination' ? 'coordination' : 'stores';
  const uses = usesOf(name);
  return new Proxy(port, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member, target);
      if (typeof value !== 'function' || typeof member !== 'string') {
        return value;
      }
      return (...args: unknown[]): unknown => {
        const invoke = (): unknown => Reflect.apply(value, target, args);
        if (!place.life.alive) {
          return NEVER;
        }
        if (!uses.has(member)) {
          return invoke();
        }
        const fault = place.injector.take(faceOf(`${name}.${member}`, args), place.clock.now());
        const result = isFlow(name, member)
          ? flowOf(invoke as () => AsyncIterable<unknown>, fault, place)
          : answered(carryOut(of, invoke as () => Promise<unknown>, fault, place), place);
        return result;
      };
    },
  });
}

function isFlow(port: string, method: string): boolean {
  return port === 'callLog' && method.startsWith('read');
}

function faceOf(effect: string, args: readonly unknown[]): string {
  if (effect === 'attempts.commit') {
    const { openings, closings } = args[0] as AttemptBatch;
    return openings.length > 0
      ? `${effect} of openings`
      : closings.length > 0
        ? `${effect} of closings`
        : effect;
  }
  return effect === 'coordination.acquireLease' && String(args[0]).startsWith('campaign:')
    ? `${effect} of a campaign`
    : effect;
}

/** The answer reaches the process while it lives. */
function answered<Answer>(outside: Promise<Answer>, { life }: EffectPlace): Promise<Answer> {
  return new Promise((resolve, reject) => {
    outside.then(
      (answer) => life.reach(() => resolve(answer)),
      (error) => life.reach(() => reject(error)),
    );
  });
}

async function* flowOf(
  invoke: () => AsyncIterable<unknown>,
  fault: PlannedFault | null,
  place: EffectPlace,
): AsyncGenerator<unknown> {
  await answered(
    carryOut('stores', async () => undefined, fault, place),
    place,
  );
  yield* invoke();
}

function failure(of: Outage, what: string): CadenciaError {
  return new CadenciaError(ERROR_OF[of], { detail: what });
}

/** What happens outside, and what is answered. */
async function carryOut(
  of: Outage,
  invoke: () => Promise<unknown>,
  fault: PlannedFault | null,
  place: EffectPlace,
): Promise<unknown> {
  const { clock } = place;
  if (fault === null) {
    return usual(of, invoke, place);
  }
  const { kind, lastsMs } = fault;
  switch (kind) {
    case 'dies before':
      place.kill(lastsMs);
      return NEVER;
    case 'dies after':
      void invoke().catch(() => undefined);
      place.kill(lastsMs);
      return NEVER;
    case 'stops and goes on': {
      const answer = usual(of, invoke, place);
      place.stop(lastsMs);
      return answer;
    }
    case 'slow':
      await after(clock, lastsMs / 2);
      return usual(of, invoke, place).finally(() => after(clock, lastsMs / 2));
    case 'down':
      throw failure(of, kind);
    case 'full':
      throw new CadenciaError('DLR_DATABASE_FULL', { detail: kind });
    case 'no answer':
    case 'rolled back, answer lost':
      await after(clock, kind === 'no answer' ? ANSWER_DEADLINE_MS : lastsMs);
      throw failure(of, kind);
    case 'kept, answer lost':
      await invoke();
      await after(clock, lastsMs);
      throw failure(of, kind);
    case 'kept later, answer lost':
      clock.setTimer(ANSWER_DEADLINE_MS + lastsMs, () => void invoke().catch(() => undefined));
      await after(clock, ANSWER_DEADLINE_MS);
      throw failure(of, kind);
    case 'fails over':
    case 'gone for a while':
      if (lastsMs % 2 === 0) {
        await invoke();
      }
      place.outage(of, lastsMs);
      throw failure(of, kind);
    case 'forgets everything':
      place.forgetCoordination();
      return usual(of, invoke, place);
    case 'refused':
    case 'leg ended':
    case 'done, answer lost':
    case 'not done, answer lost':
    case 'link cut':
    case 'switch killed':
    case 'switch hangs':
    case 'lost':
    case 'doubled':
    case 'late':
    case 'out of order':
    case 'jumps ahead':
    case 'jumps back':
    case 'throws':
    case 'twice at once':
    case 'again later':
    case 'page gone':
      throw new Error(`A store cannot have the fault '${kind}'`);
    default:
      return assertNever(kind, 'fault');
  }
}

async function usual(of: Outage, invoke: () => Promise<unknown>, place: EffectPlace): Promise<unknown> {
  const wayMs = place.wayMs(of);
  if (wayMs > 0) {
    await after(place.clock, wayMs);
  }
  if (place.isOut(of)) {
    throw failure(of, 'away');
  }
  const answer = await invoke();
  if (wayMs > 0) {
    await after(place.clock, wayMs);
  }
  return answer;
}
