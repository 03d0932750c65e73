import type { SimulatedCallRecord } from '../../../src/adapters/simulator/simulated-network.js';
import { type AttemptId, attemptOfLeg, parseTrunkId, type TrunkId } from '../../../src/core/kernel/ids.js';
import { type Rng, randomInteger } from '../../../src/core/kernel/rng.js';
import { SECOND } from '../../../src/core/kernel/time.js';
import type { Clock } from '../../../src/ports/clock.js';
import type { OriginateCommand } from '../../../src/ports/media.js';
import type { SipMessageSeen, SipWatch, SipWatchEvent } from '../../../src/ports/sip-watch.js';
import type { EffectPlace } from './faulty-port.js';

const PROBE_MS = 5 * SECOND;
/** Of the questions to a carrier, those from which on it is silent for a while. */
const SILENT_SHARE = 0.02;
const SHORTEST_SILENCE_MS = 5 * SECOND;
const LONGEST_SILENCE_MS = 20 * SECOND;

type Listener = (event: SipWatchEvent) => void;

/** Somebody between switches and carriers who sees SIP and asks carriers whether they are there. */
export class SipScene {
  readonly #clock: Clock;
  readonly #rng: Rng;
  readonly #listeners = new Set<Listener>();
  readonly #silentUntilMs = new Map<TrunkId, number>();

  constructor(clock: Clock, rng: Rng, trunks: readonly string[]) {
    this.#clock = clock;
    this.#rng = rng;
    for (const trunk of trunks) {
      this.#silentUntilMs.set(parseTrunkId(trunk), 0);
    }
    this.#probe();
  }

  /** What a process hears of it, with what is planned to go wrong. */
  heardBy(place: EffectPlace): SipWatch {
    return {
      listen: (listener) => {
        const heard = (event: SipWatchEvent): void => hear(event, listener, place);
        this.#listeners.add(heard);
        return () => this.#listeners.delete(heard);
      },
    };
  }

  /** A call leaves a switch. */
  placed({ legId, target }: OriginateCommand): void {
    const attemptId = attemptOfLeg(legId);
    if (target.kind === 'phone' && attemptId !== null) {
      this.#seen(attemptId, target.trunkId, { direction: 'out', method: 'INVITE' });
    }
  }

  over({ legId, trunkId, sipCode, q850, answeredAtMs }: SimulatedCallRecord): void {
    const attemptId = attemptOfLeg(legId);
    if (attemptId !== null) {
      const answer = { status: sipCode ?? (answeredAtMs === null ? 480 : 200), q850 };
      this.#seen(attemptId, parseTrunkId(trunkId), { direction: 'in', method: 'INVITE', ...answer });
    }
  }

  #seen(
    attemptId: AttemptId,
    trunkId: TrunkId,
    said: Pick<SipMessageSeen, 'direction' | 'method'> & Partial<SipMessageSeen>,
  ): void {
    const atMs = this.#clock.now();
    const rest = { callId: attemptId, status: null, phrase: '', reason: '', q850: null, sdp: false };
    this.#tell({ kind: 'message', message: { ...rest, attemptId, trunkId, atMs, ...said } });
  }

  #probe(): void {
    this.#clock.setTimer(PROBE_MS, () => {
      const atMs = this.#clock.now();
      for (const [trunkId, untilMs] of this.#silentUntilMs) {
        const falls = this.#rng.next() < SILENT_SHARE;
        const silent = falls || atMs < untilMs;
        if (falls) {
          const ms = randomInteger(this.#rng, SHORTEST_SILENCE_MS, LONGEST_SILENCE_MS);
          this.#silentUntilMs.set(trunkId, atMs + ms);
        }
        const answer = silent
          ? ({ state: 'down', good: false, status: null, tookMs: null, why: 'no answer in 2 s' } as const)
          : ({ state: 'up', good: true, status: 200, tookMs: 12, why: '' } as const);
        this.#tell({
          kind: 'trunk',
          trunk: { trunkId, atMs, sinceMs: atMs, p50Ms: 12, p95Ms: 40, ...answer },
        });
      }
      this.#probe();
    });
  }

  #tell(event: SipWatchEvent): void {
    for (const listener of [...this.#listeners]) {
      listener(event);
    }
  }
}

function hear(event: SipWatchEvent, listener: Listener, place: EffectPlace): void {
  const { injector, clock, life } = place;
  if (!life.alive) {
    return;
  }
  const fault = injector.take(`sip.${event.kind}`, clock.now());
  const deliver = (): void => life.reach(() => listener(event));
  switch (fault?.kind) {
    case 'dies before':
      place.kill(fault.lastsMs);
      return;
    case 'lost':
      return;
    case 'late':
      clock.setTimer(fault.lastsMs, deliver);
      return;
    case 'doubled':
      deliver();
      deliver();
      return;
    case 'dies after':
      deliver();
      place.kill(fault.lastsMs);
      return;
    default:
      deliver();
  }
}
