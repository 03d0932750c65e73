import { CadenciaError, type ErrorCode } from '../../../src/core/kernel/errors.js';
import type { AttemptBatch } from '../../../src/ports/attempt-store.js';
import type { Clock } from '../../../src/ports/clock.js';
import { EFFECTS, usesOf } from './effects.js';
import type { FaultInjector } from './fault-injector.js';
import type { PlannedFault } from './fault-kind.js';
import { NEVER, reachedBy, strikeProcess } from './process-faults.js';
import type { ProcessLife } from './process-life.js';
import type { StoreName } from './store-effects.js';

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
  /** The whole database, or the whole coordination store, is away for a while, or its disk is full. */
  outage(of: Outage, ms: number): void;
  isOut(of: Outage): boolean;
  forgetCoordination(): void;
  /** One way to the outside and back. */
  wayMs(of: Outage): number;
}

export type Outage = 'stores' | 'coordination' | 'disk';

const ERROR_OF: Readonly<Record<Outage, ErrorCode>> = {
  stores: 'DLR_DATABASE_DOWN',
  coordination: 'DLR_COORDINATION_DOWN',
  disk: 'DLR_DATABASE_FULL',
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
        const effect = faceOf(`${name}.${member}`, args);
        const fault = place.injector.take(effect, place.clock.now());
        if (isFlow(name, member)) {
          return flowOf(invoke as () => AsyncIterable<unknown>, fault, place);
        }
        const use = { of, writes: EFFECTS.get(effect)?.class === 'write', invoke: invoke as Invoke };
        return reachedBy(place.life, carryOut(use, fault, place));
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
  return effect === 'coordination.acquireLeases' && String(args[0]).startsWith('campaign:')
    ? `${effect} of campaigns`
    : effect;
}

async function* flowOf(
  invoke: () => AsyncIterable<unknown>,
  fault: PlannedFault | null,
  place: EffectPlace,
): AsyncGenerator<unknown> {
  const asked = { of: 'stores', writes: false, invoke: async () => undefined } as const;
  await reachedBy(place.life, carryOut(asked, fault, place));
  yield* invoke();
}

function failure(of: Outage, what: string): CadenciaError {
  return new CadenciaError(ERROR_OF[of], { detail: what });
}

type Invoke = () => Promise<unknown>;

interface Use {
  readonly of: Outage;
  readonly writes: boolean;
  readonly invoke: Invoke;
}

/** What happens outside, and what is answered. */
async function carryOut(use: Use, fault: PlannedFault | null, place: EffectPlace): Promise<unknown> {
  const { of, invoke } = use;
  const { clock } = place;
  if (fault === null) {
    return usual(use, place);
  }
  const { kind, lastsMs } = fault;
  switch (kind) {
    case 'dies before':
    case 'dies after':
    case 'stops and goes on':
      return strikeProcess(kind, lastsMs, () => usual(use, place), place);
    case 'slow':
      await after(clock, lastsMs / 2);
      return usual(use, place).finally(() => after(clock, lastsMs / 2));
    case 'down':
      throw failure(of, kind);
    case 'full':
      place.outage('disk', lastsMs);
      throw failure('disk', kind);
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
      return usual(use, place);
    default:
      throw new Error(`A store cannot have the fault '${kind}'`);
  }
}

async function usual({ of, writes, invoke }: Use, place: EffectPlace): Promise<unknown> {
  const wayMs = place.wayMs(of);
  if (wayMs > 0) {
    await after(place.clock, wayMs);
  }
  if (place.isOut(of)) {
    throw failure(of, 'away');
  }
  if (writes && place.isOut('disk')) {
    throw failure('disk', 'full');
  }
  const answer = await invoke();
  if (wayMs > 0) {
    await after(place.clock, wayMs);
  }
  return answer;
}
