import { VirtualClock } from '../../adapters/clock/virtual-clock.js';
import type { LanePacer } from '../../core/pacing/pacing-strategies.js';
import type {
  PacedAgent,
  PacedCall,
  PacingDecision,
  PacingObservation,
  PacingSnapshot,
} from '../../core/pacing/pacing-strategy.js';
import type { KnownCall } from './recorded-call.js';

/** Agents at work in the record, as spans by agent. */
export type PresenceSpans = ReadonlyMap<
  string,
  readonly { readonly fromMs: number; readonly toMs: number }[]
>;

export interface ReplayTick {
  readonly atMs: number;
  readonly wanted: number;
  readonly placed: number;
  readonly decision: PacingDecision;
}

export interface ReplayTotals {
  readonly attempts: number;
  readonly connected: number;
  readonly abandoned: number;
  readonly talkMs: number;
  readonly idleMs: number;
}

export interface ReplayWorldOptions {
  readonly pacer: LanePacer;
  readonly presence: PresenceSpans;
  readonly startMs: number;
  readonly endMs: number;
  readonly connectDeadlineMs: number;
  readonly freeChannels: number;
  /** Calls to place at this tick; what is not returned is not placed. */
  readonly supply: (wanted: number, atMs: number) => readonly KnownCall[];
  /** Talk and wrap-up of a person who met no agent in the record. */
  readonly drawTalk: () => { readonly talkMs: number; readonly wrapMs: number };
  readonly onTick: (tick: ReplayTick) => void;
}

interface LiveCall {
  readonly call: KnownCall;
  readonly dialMs: number;
  state: 'dialling' | 'waiting' | 'over';
  settledAtMs: number;
}

interface Seat {
  state: 'off' | 'idle' | 'talking' | 'wrap_up';
  sinceMs: number;
  leaving: boolean;
}

/** The strategy is asked this often. */
export const TICK_MS = 1000;

/**
 * A lane of calls with known outcomes and of agents whose presence is recorded: what a strategy's step sees, and what
 * follows from the calls it is given. No engine: gate, trunks and hopper let everything through, as they did on the day.
 */
export class ReplayWorld {
  readonly #options: ReplayWorldOptions;
  readonly #clock: VirtualClock;
  readonly #calls = new Set<LiveCall>();
  readonly #queue: LiveCall[] = [];
  readonly #seats = new Map<string, Seat>();
  /** The longest idle first. */
  readonly #idle: string[] = [];
  #pacer: LanePacer;
  #seen: PacingObservation[] = [];
  #attempts = 0;
  #connected = 0;
  #abandoned = 0;
  #talkMs = 0;
  #idleMs = 0;

  constructor(options: ReplayWorldOptions) {
    this.#options = options;
    this.#pacer = options.pacer;
    this.#clock = new VirtualClock(options.startMs);
    for (const id of options.presence.keys()) {
      this.#seats.set(id, { state: 'off', sinceMs: options.startMs, leaving: false });
    }
  }

  async run(): Promise<ReplayTotals> {
    const { startMs, endMs } = this.#options;
    for (let atMs = startMs; atMs <= endMs; atMs += TICK_MS) {
      await this.#clock.runUntil(atMs);
      this.#staff(atMs);
      this.#tick(atMs);
    }
    for (const seat of this.#seats.values()) {
      this.#account(seat, endMs);
    }
    return {
      attempts: this.#attempts,
      connected: this.#connected,
      abandoned: this.#abandoned,
      talkMs: this.#talkMs,
      idleMs: this.#idleMs,
    };
  }

  #tick(atMs: number): void {
    const seen = this.#seen;
    this.#seen = [];
    const { pacer, decision } = this.#pacer.step(this.#snapshot(atMs), seen, atMs);
    this.#pacer = pacer;
    const calls = this.#options.supply(decision.place, atMs);
    for (const call of calls) {
      this.#place(call, atMs);
    }
    this.#options.onTick({ atMs, wanted: decision.place, placed: calls.length, decision });
  }

  #snapshot(atMs: number): PacingSnapshot {
    const busyAgents: PacedAgent[] = [];
    for (const { state, sinceMs, leaving } of this.#seats.values()) {
      if (state === 'talking' || state === 'wrap_up') {
        busyAgents.push({ phase: state, ageMs: atMs - sinceMs, leaving });
      }
    }
    const calls: PacedCall[] = [...this.#calls].map(({ call, dialMs, state }) => {
      const ageMs = atMs - dialMs;
      const answered = call.answerMs !== null && ageMs >= call.answerMs;
      return {
        ageMs,
        ringingMs: call.ringMs !== null && ageMs >= call.ringMs ? ageMs - call.ringMs : null,
        screeningMs: answered && call.screened && state === 'dialling' ? ageMs - (call.answerMs ?? 0) : null,
        waiting: state === 'waiting',
      };
    });
    return {
      idleAgents: this.#idle.length,
      busyAgents,
      calls,
      connectedToday: this.#connected,
      abandonedToday: this.#abandoned,
      freeChannels: Math.max(0, this.#options.freeChannels - this.#calls.size),
      cpsRoom: Number.POSITIVE_INFINITY,
      contactsReady: Number.POSITIVE_INFINITY,
      msLeftToday: null,
    };
  }

  /** Agents come and go as recorded; who is in a call goes after it. */
  #staff(atMs: number): void {
    for (const [id, spans] of this.#options.presence) {
      const seat = this.#seats.get(id);
      const present = spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
      if (seat === undefined || present === (seat.state !== 'off' && !seat.leaving)) {
        continue;
      }
      if (present) {
        seat.leaving = false;
        if (seat.state === 'off') {
          this.#free(id, seat, atMs);
        }
      } else if (seat.state === 'idle') {
        this.#idle.splice(this.#idle.indexOf(id), 1);
        this.#move(seat, 'off', atMs);
      } else {
        seat.leaving = true;
      }
    }
  }

  #account(seat: Seat, atMs: number): void {
    const spentMs = Math.max(0, Math.min(atMs, this.#options.endMs) - seat.sinceMs);
    this.#talkMs += seat.state === 'talking' ? spentMs : 0;
    this.#idleMs += seat.state === 'idle' ? spentMs : 0;
  }

  #move(seat: Seat, state: Seat['state'], atMs: number): void {
    this.#account(seat, atMs);
    seat.state = state;
    seat.sinceMs = atMs;
  }

  #free(id: string, seat: Seat, atMs: number): void {
    if (seat.leaving) {
      seat.leaving = false;
      this.#move(seat, 'off', atMs);
      return;
    }
    this.#move(seat, 'idle', atMs);
    const waiting = this.#queue.shift();
    if (waiting === undefined) {
      this.#idle.push(id);
    } else {
      this.#connect(waiting, id, seat, atMs);
    }
  }

  #place(call: KnownCall, atMs: number): void {
    const live: LiveCall = { call, dialMs: atMs, state: 'dialling', settledAtMs: atMs };
    this.#calls.add(live);
    this.#attempts += 1;
    this.#seen.push({ kind: 'placed' });
    const { ringMs } = call;
    if (ringMs !== null && ringMs < call.settledMs) {
      this.#clock.setTimer(ringMs, () => this.#seen.push({ kind: 'rang', afterMs: ringMs }));
    }
    this.#clock.setTimer(call.settledMs, () => this.#settle(live));
  }

  #settle(live: LiveCall): void {
    const { call } = live;
    const atMs = this.#clock.now();
    const afterMs = call.settledMs;
    const ringMs = call.ringMs === null ? null : (call.answerMs ?? call.settledMs) - call.ringMs;
    const amdMs = call.screened && call.answerMs !== null ? call.settledMs - call.answerMs : null;
    if (!call.needsAgent) {
      this.#calls.delete(live);
      live.state = 'over';
      this.#seen.push({ kind: 'failed', reason: call.reason, afterMs, ringMs, amdMs });
      return;
    }
    this.#seen.push({ kind: 'live', afterMs, ringMs, amdMs });
    live.state = 'waiting';
    live.settledAtMs = atMs;
    const id = this.#idle.shift();
    const seat = id === undefined ? undefined : this.#seats.get(id);
    if (id !== undefined && seat !== undefined) {
      this.#connect(live, id, seat, atMs);
      return;
    }
    this.#queue.push(live);
    this.#clock.setTimer(this.#options.connectDeadlineMs, () => this.#giveUp(live));
  }

  #giveUp(live: LiveCall): void {
    if (live.state === 'waiting') {
      live.state = 'over';
      this.#calls.delete(live);
      this.#queue.splice(this.#queue.indexOf(live), 1);
      this.#abandoned += 1;
      this.#seen.push({ kind: 'abandoned' });
    }
  }

  #connect(live: LiveCall, id: string, seat: Seat, atMs: number): void {
    const { call } = live;
    live.state = 'over';
    this.#calls.delete(live);
    this.#connected += 1;
    this.#seen.push({ kind: 'connected', waitMs: atMs - live.settledAtMs });
    this.#move(seat, 'talking', atMs);
    const drawn = call.talkMs === null || call.wrapMs === null ? this.#options.drawTalk() : null;
    const talkMs = call.talkMs ?? drawn?.talkMs ?? 0;
    const wrapMs = call.wrapMs ?? drawn?.wrapMs ?? 0;
    this.#clock.setTimer(talkMs, () => {
      this.#seen.push({ kind: 'talkEnded', talkMs });
      this.#move(seat, 'wrap_up', this.#clock.now());
      this.#clock.setTimer(wrapMs, () => {
        this.#seen.push({ kind: 'wrapEnded', wrapMs });
        this.#free(id, seat, this.#clock.now());
      });
    });
  }
}
