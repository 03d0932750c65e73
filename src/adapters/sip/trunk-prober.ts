import type { TrunkId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import {
  afterSample,
  isGoodAnswer,
  type ReachSample,
  reachPercentileMs,
  type TrunkReach,
  unknownReach,
} from '../../core/route/trunk-reach.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { TrunkProbed } from '../../ports/sip-watch.js';
import { hostText, type SipHop } from './sip-passage.js';

/** A trunk whose carrier is asked. */
export interface ProbedTrunk extends SipHop {
  readonly id: TrunkId;
  /** Its calls pass through the SIP server, and none can while that is not reached. */
  readonly passes: boolean;
}

export interface TrunkProberDeps {
  readonly clock: Clock;
  /** Null where nobody could ask. */
  readonly ask: (uri: string, deadlineMs: number) => Promise<ReachSample | null>;
  /** As they are set now. */
  readonly trunks: () => readonly ProbedTrunk[];
  readonly everyMs: number;
  readonly deadlineMs: number;
  readonly tell: (probed: TrunkProbed) => void;
}

/** Whoever missed an answer, or has to win back trust, is asked sooner. */
const SOON_MS = 5 * SECOND;
const LOOK_MS = 1 * SECOND;

interface Asked {
  reach: TrunkReach;
  dueMs: number;
  asking: boolean;
  /** A trunk that was given another address is another one. */
  readonly uri: string;
}

/** Asks each trunk's carrier by OPTIONS whether it is there, for as long as the SIP server is reached. */
export class TrunkProber {
  readonly #deps: TrunkProberDeps;
  readonly #asked = new Map<TrunkId, Asked>();
  #timer: Timer | null = null;
  #closed = false;
  #round = 0;

  constructor(deps: TrunkProberDeps) {
    this.#deps = deps;
  }

  /** The SIP server is reached: all are asked at once, then each in its turn. */
  begin(): void {
    this.#rest();
    this.#round += 1;
    this.#look(this.#round);
  }

  /** The SIP server is not reached: nothing is known any more, and what passes there is cut off. */
  end(why: string): void {
    this.#rest();
    this.#round += 1;
    this.#asked.clear();
    const { clock, tell } = this.#deps;
    const atMs = clock.now();
    for (const { id, passes } of this.#deps.trunks()) {
      const state = passes ? 'down' : 'unknown';
      const text = `the SIP server is not reached: ${why}`;
      tell({ ...probedOf(id, { ...unknownReach(atMs), state }, atMs), why: text });
    }
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#rest();
  }

  #rest(): void {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #look(round: number): void {
    const { clock, trunks } = this.#deps;
    const nowMs = clock.now();
    const present = trunks();
    const ids = new Set(present.map(({ id }) => id));
    for (const id of this.#asked.keys()) {
      if (!ids.has(id)) {
        this.#asked.delete(id);
      }
    }
    for (const trunk of present) {
      const asked = this.#entry(trunk, nowMs);
      if (!asked.asking && nowMs >= asked.dueMs) {
        void this.#ask(trunk.id, asked, round);
      }
    }
    this.#timer = clock.setTimer(LOOK_MS, () => this.#look(round));
  }

  #entry({ id, host, port }: ProbedTrunk, nowMs: number): Asked {
    const uri = `sip:${hostText(host)}:${port}`;
    const known = this.#asked.get(id);
    if (known?.uri === uri) {
      return known;
    }
    const fresh = { reach: unknownReach(nowMs), dueMs: nowMs, asking: false, uri };
    this.#asked.set(id, fresh);
    return fresh;
  }

  async #ask(id: TrunkId, asked: Asked, round: number): Promise<void> {
    const { clock, ask, tell, everyMs, deadlineMs } = this.#deps;
    asked.asking = true;
    const sample = await ask(asked.uri, deadlineMs);
    asked.asking = false;
    if (sample === null || this.#closed || round !== this.#round || this.#asked.get(id) !== asked) {
      return;
    }
    const nowMs = clock.now();
    asked.reach = afterSample(asked.reach, sample, nowMs);
    const settled = asked.reach.state === 'up' && asked.reach.against === 0;
    asked.dueMs = nowMs + (settled ? everyMs : Math.min(everyMs, SOON_MS));
    tell(probedOf(id, asked.reach, nowMs));
  }
}

function probedOf(trunkId: TrunkId, reach: TrunkReach, atMs: number): TrunkProbed {
  const { state, sinceMs, last } = reach;
  return {
    trunkId,
    atMs,
    state,
    sinceMs,
    good: last === null ? null : isGoodAnswer(last),
    status: last?.status ?? null,
    tookMs: last === null || last.status === null ? null : last.ms,
    p50Ms: reachPercentileMs(reach, 0.5),
    p95Ms: reachPercentileMs(reach, 0.95),
    why: state === 'up' || last === null ? '' : whyOf(last),
  };
}

function whyOf({ status, ms }: ReachSample): string {
  return status === null ? `no answer within ${ms / SECOND} s` : `answers OPTIONS with ${status}`;
}
