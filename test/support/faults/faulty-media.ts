import type { SimulatedSwitch } from '../../../src/adapters/simulator/simulated-switch.js';
import { CadenciaError, type ErrorCode } from '../../../src/core/kernel/errors.js';
import { attemptOfLeg, type LegId } from '../../../src/core/kernel/ids.js';
import type { MediaEvent, MediaServer, OriginateCommand } from '../../../src/ports/media.js';
import { usesOf } from './effects.js';
import type { PlannedFault } from './fault-kind.js';
import { ANSWER_DEADLINE_MS, type EffectPlace } from './faulty-port.js';
import { NEVER, reachedBy, strikeProcess } from './process-faults.js';
import type { SipScene } from './sip-scene.js';
import type { SwitchTroubles } from './switch-troubles.js';

export interface MediaPlace extends EffectPlace {
  readonly switch: SimulatedSwitch;
  readonly troubles: SwitchTroubles;
  readonly sip: SipScene;
}

type Invoke = () => Promise<unknown>;

/** A media server as a process sees it: its commands and its events, with what is planned to go wrong with each. */
export function faultyMedia(server: MediaServer, place: MediaPlace): MediaServer {
  const uses = usesOf('media');
  const ears = new FaultyEars(place);
  return new Proxy(server, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member, target);
      if (typeof value !== 'function' || typeof member !== 'string') {
        return value;
      }
      if (member === 'onEvent') {
        return (listener: (event: MediaEvent) => void) => {
          place.troubles.sayTo((event) => target.isUp() && ears.hear(event, listener));
          target.onEvent((event) => ears.hear(event, listener));
        };
      }
      return (...args: unknown[]): unknown => {
        const invoke = (): Promise<unknown> => Reflect.apply(value, target, args);
        if (!uses.has(member)) {
          return invoke();
        }
        return place.life.alive ? command(faceOf(member, args), args, invoke, place) : NEVER;
      };
    },
  });
}

function faceOf(method: string, args: readonly unknown[]): string {
  if (method !== 'originate') {
    return `media.${method}`;
  }
  const { legId } = args[0] as { readonly legId: LegId };
  return `media.originate to ${attemptOfLeg(legId) === null ? 'an agent' : 'a person'}`;
}

function command(
  effect: string,
  args: readonly unknown[],
  invoke: Invoke,
  place: MediaPlace,
): Promise<unknown> {
  const { life, clock, injector, troubles } = place;
  const fault = injector.take(effect, clock.now());
  if (effect.startsWith('media.originate')) {
    if (troubles.isFull) {
      troubles.sayFull();
      return reachedBy(life, Promise.reject(mediaError('DLR_MEDIA_FULL', 'too many calls')));
    }
    place.sip.placed(args[0] as OriginateCommand);
  }
  return reachedBy(life, fault === null ? invoke() : broken(fault, args, invoke, place));
}

/** A command that has left has left: what breaks after it does not call it back. */
async function broken(
  { kind, lastsMs }: PlannedFault,
  args: readonly unknown[],
  invoke: Invoke,
  place: MediaPlace,
): Promise<unknown> {
  const { clock, troubles } = place;
  const later = (ms: number): Promise<void> =>
    new Promise((arrive) => {
      clock.setTimer(ms, arrive);
    });
  switch (kind) {
    case 'dies before':
    case 'dies after':
    case 'stops and goes on':
      return strikeProcess(kind, lastsMs, invoke, place);
    case 'slow':
      return invoke().finally(() => later(lastsMs));
    case 'refused':
      throw mediaError('DLR_MEDIA_REFUSED', kind);
    case 'leg ended':
      endLeg(args, place);
      return invoke();
    case 'done, answer lost':
      void invoke().catch(() => undefined);
      await later(ANSWER_DEADLINE_MS);
      throw mediaError('DLR_MEDIA_TIMEOUT', kind);
    case 'not done, answer lost':
      await later(ANSWER_DEADLINE_MS);
      throw mediaError('DLR_MEDIA_TIMEOUT', kind);
    case 'link cut': {
      const answer = invoke();
      troubles.cut(lastsMs);
      return answer;
    }
    case 'switch killed': {
      const answer = invoke();
      troubles.kill(lastsMs);
      return answer;
    }
    case 'switch hangs': {
      const answer = invoke();
      troubles.hang(lastsMs);
      return answer;
    }
    case 'switch full':
      troubles.fill(lastsMs);
      throw mediaError('DLR_MEDIA_FULL', kind);
    case 'carrier refuses':
    case 'phone away':
      troubles.refuse((args[0] as OriginateCommand).target, lastsMs);
      return invoke();
    default:
      throw new Error(`A command cannot have the fault '${kind}'`);
  }
}

/** Whom the command is about hangs up before it arrives: the last leg it names, or the one that it is to make. */
function endLeg(args: readonly unknown[], { switch: own }: MediaPlace): void {
  const legs = args.filter((arg): arg is LegId => typeof arg === 'string');
  const named = legs.slice(0, 2).reverse();
  const alive = new Set(own.list().map(({ legId }) => legId));
  const legId = named.find((one) => alive.has(one));
  if (legId !== undefined) {
    own.hangup(legId, 'normal');
  }
}

function mediaError(code: ErrorCode, detail: string): CadenciaError {
  return new CadenciaError(code, { detail });
}

type LegEvent = Extract<MediaEvent, { readonly legId: LegId }>;

/** How a process hears its media server: in order on each leg, and nothing of an earlier connection. */
class FaultyEars {
  readonly #place: MediaPlace;
  /** Events that wait, by the leg they are of; '' holds all of them up. */
  readonly #held = new Map<LegId | '', (() => void)[]>();
  #connection = 0;

  constructor(place: MediaPlace) {
    this.#place = place;
  }

  hear(event: MediaEvent, listener: (event: MediaEvent) => void): void {
    const { injector, clock, life } = this.#place;
    if (event.kind === 'serverDown') {
      this.#connection += 1;
      this.#held.clear();
    }
    const fault = injector.take(`event.${event.kind}`, clock.now());
    const deliver = (): void => life.reach(() => listener(event));
    if (fault === null) {
      this.#pass(event, deliver);
      return;
    }
    switch (fault.kind) {
      case 'dies before':
        this.#place.kill(fault.lastsMs);
        return;
      case 'dies after':
        this.#pass(event, deliver);
        this.#place.kill(fault.lastsMs);
        return;
      case 'lost':
        return;
      case 'doubled':
        this.#pass(event, deliver);
        this.#pass(event, deliver);
        return;
      case 'late':
        this.#hold('', fault.lastsMs, deliver);
        return;
      case 'out of order':
        this.#hold((event as LegEvent).legId, fault.lastsMs, deliver);
        return;
      case 'link cut':
        this.#place.troubles.cut(fault.lastsMs);
        return;
      case 'switch killed':
        this.#place.troubles.kill(fault.lastsMs);
        return;
      default:
        throw new Error(`An event cannot have the fault '${fault.kind}'`);
    }
  }

  #pass(event: MediaEvent, deliver: () => void): void {
    const queue = 'legId' in event ? (this.#held.get(event.legId) ?? this.#held.get('')) : undefined;
    if (queue === undefined) {
      deliver();
    } else {
      queue.push(deliver);
    }
  }

  #hold(what: LegId | '', ms: number, deliver: () => void): void {
    const known = this.#held.get(what) ?? this.#held.get('');
    if (known !== undefined) {
      known.push(deliver);
      return;
    }
    const queue = [deliver];
    const connection = this.#connection;
    this.#held.set(what, queue);
    this.#place.clock.setTimer(ms, () => {
      if (connection === this.#connection && this.#held.get(what) === queue) {
        this.#held.delete(what);
        for (const one of queue) {
          one();
        }
      }
    });
  }
}
