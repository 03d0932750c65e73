import type { PacedCall, PacingObservation } from '../pacing/pacing-strategy.js';
import type { WireId } from './wire-values.js';

/**
 * The calls of one campaign, kept from events that may come late, twice, out of order or never. What an event says is
 * kept for good; what the counts of a snapshot contradict is only left out of the view (or filled in) for as long as
 * they do, so that an event which was late still finds its call and is learned from.
 */

/** One call that has not reached an agent nor ended, as far as events tell. */
interface OpenCall {
  readonly dialMs: number;
  readonly estimate: number | null;
  ringMs: number | null;
  answerMs: number | null;
  liveMs: number | null;
  /** The call lists of the tick no longer have it: over, its end has not been heard. */
  missing: boolean;
}

export interface CallRules {
  readonly ringTimeoutMs: number;
  readonly amd: boolean;
  /** How long a person waits before he counts as dropped. */
  readonly dropMs: number;
}

/** Counts of the snapshot; null where it has none that can be believed. */
export interface CallCounts {
  /** Dialled, not ended nor connected; waiting people among them. */
  readonly inFlight: number | null;
  readonly waiting: number | null;
}

/** Typical lengths by which it is judged how likely a call has ended without a word. */
const MUTE_MS = 6000;
const SCREEN_MS = 4000;
/** An open call this much older than its ringing may last is over, whatever the counts say. */
const FORGET_AFTER_MS = 120_000;
/** Ended and connected calls remembered, so that an event that comes twice or late does not bring them back. */
const REMEMBERED = 20_000;
const LOST: PacedCall = { ageMs: 0, ringingMs: null, screeningMs: null, waiting: false };
const LOST_WAITING: PacedCall = { ...LOST, waiting: true };

/** Results of calls that reached an agent; an abandoned one reached nobody. */
const TALKED = new Set(['human', 'machine']);

function since(nowMs: number, atMs: number | null): number | null {
  return atMs === null ? null : Math.max(0, nowMs - atMs);
}

export class CallBook {
  readonly #rules: CallRules;
  readonly #open = new Map<WireId, OpenCall>();
  /** Calls with an agent, since when; and calls that are over. Both forget the oldest. */
  readonly #talks = new Map<WireId, number>();
  readonly #over = new Map<WireId, true>();
  #seen: PacingObservation[] = [];
  #waits: number[] = [];

  constructor(rules: CallRules) {
    this.#rules = rules;
  }

  /** What was learned since the last time it was asked. */
  takeObservations(): PacingObservation[] {
    const seen = this.#seen;
    this.#seen = [];
    return seen;
  }

  /** Calls heard of as people so far. */
  lives = 0;

  /** How long those who were connected since then had waited; not everybody's connect was heard. */
  takeWaits(): number[] {
    const waits = this.#waits;
    this.#waits = [];
    return waits;
  }

  knows(id: WireId): boolean {
    return this.#open.has(id) || this.#talks.has(id) || this.#over.has(id);
  }

  get openCount(): number {
    return this.#open.size;
  }

  dial(id: WireId, atMs: number, estimate: number | null): void {
    if (this.knows(id)) {
      return;
    }
    this.#open.set(id, {
      dialMs: atMs,
      estimate,
      ringMs: null,
      answerMs: null,
      liveMs: null,
      missing: false,
    });
    this.#seen.push({ kind: 'placed' });
  }

  ring(id: WireId, atMs: number): void {
    const call = this.#opened(id, atMs);
    if (call === null || call.ringMs !== null) {
      return;
    }
    // A 180 that was heard of late still rang before the answer.
    call.ringMs = Math.min(Math.max(atMs, call.dialMs), call.answerMs ?? atMs);
    this.#seen.push({ kind: 'rang', afterMs: Math.max(0, call.ringMs - call.dialMs) });
  }

  answer(id: WireId, atMs: number): void {
    const call = this.#opened(id, atMs);
    if (call !== null && call.answerMs === null) {
      call.answerMs = Math.max(atMs, call.dialMs);
    }
  }

  live(id: WireId, atMs: number): void {
    const call = this.#opened(id, atMs);
    if (call === null || call.liveMs !== null) {
      return;
    }
    const liveMs = Math.max(atMs, call.dialMs);
    call.liveMs = liveMs;
    this.lives += 1;
    this.#seen.push({
      kind: 'live',
      afterMs: liveMs - call.dialMs,
      ringMs: since(liveMs, call.ringMs),
      amdMs: this.#rules.amd ? since(liveMs, call.answerMs) : null,
      ...(call.estimate === null ? {} : { estimate: call.estimate }),
    });
  }

  /** Given to an agent; a `live` that was lost is read from it. */
  connect(id: WireId, atMs: number, waitMs: number): void {
    if (this.#talks.has(id) || this.#over.has(id)) {
      return;
    }
    this.live(id, atMs - waitMs);
    this.#waits.push(waitMs);
    this.#open.delete(id);
    remember(this.#talks, id, atMs);
  }

  /** True when the call had reached an agent. */
  end(id: WireId, atMs: number, result: string, talkMs: number | null, agent: boolean): boolean {
    if (this.#over.has(id)) {
      return false;
    }
    const talked = this.#talks.has(id) || (TALKED.has(result) && (agent || talkMs !== null));
    if (talked) {
      this.connect(id, atMs - (talkMs ?? 0), 0);
      this.#talks.delete(id);
    } else if (result === 'abandoned') {
      this.live(id, atMs - this.#rules.dropMs);
    } else {
      this.#fail(id, atMs, result);
    }
    this.#open.delete(id);
    remember(this.#over, id, true);
    return talked;
  }

  #fail(id: WireId, atMs: number, reason: string): void {
    const call = this.#open.get(id);
    // A person who was there already has been counted; that he is gone now teaches nothing about who answers.
    if (call === undefined || call.liveMs !== null) {
      return;
    }
    const endMs = Math.max(atMs, call.answerMs ?? call.dialMs);
    this.#seen.push({
      kind: 'failed',
      reason,
      afterMs: endMs - call.dialMs,
      ringMs: since(endMs, call.ringMs),
      amdMs: this.#rules.amd ? since(endMs, call.answerMs) : null,
      ...(call.estimate === null ? {} : { estimate: call.estimate }),
    });
  }

  /** A call heard of first by a later event was dialled then at the latest. */
  #opened(id: WireId, atMs: number): OpenCall | null {
    const known = this.#open.get(id);
    if (known !== undefined || this.#talks.has(id) || this.#over.has(id)) {
      return known ?? null;
    }
    const call = { dialMs: atMs, estimate: null, ringMs: null, answerMs: null, liveMs: null, missing: false };
    this.#open.set(id, call);
    return call;
  }

  /** The full list of a tick: who is not on it is over, though his end has not been heard. */
  keepOnly(present: ReadonlySet<WireId>): void {
    for (const [id, call] of this.#open) {
      call.missing = !present.has(id);
    }
  }

  /** Ringing calls that have rung at least `leastMs`, the longest first. */
  ringingFor(leastMs: number, nowMs: number): readonly WireId[] {
    const found: { id: WireId; rungMs: number }[] = [];
    for (const [id, call] of this.#open) {
      const rungMs = since(nowMs, call.ringMs);
      if (
        rungMs !== null &&
        rungMs >= leastMs &&
        call.answerMs === null &&
        call.liveMs === null &&
        !call.missing
      ) {
        found.push({ id, rungMs });
      }
    }
    return found.sort((a, b) => b.rungMs - a.rungMs).map(({ id }) => id);
  }

  /** The calls as the counts allow them to be; `mostLost` bounds how many unknown ones are believed in. */
  view(counts: CallCounts, nowMs: number, mostLost: number): PacedCall[] {
    const waiting: OpenCall[] = [];
    const others: OpenCall[] = [];
    const oldestMs = this.#rules.ringTimeoutMs + FORGET_AFTER_MS;
    for (const [id, call] of this.#open) {
      if (nowMs - call.dialMs > oldestMs) {
        this.#open.delete(id);
        remember(this.#over, id, true);
      } else if (!call.missing) {
        (this.#isWaiting(call) ? waiting : others).push(call);
      }
    }
    const wanted = counts.waiting ?? waiting.length;
    if (waiting.length > wanted) {
      waiting.sort((a, b) => (b.liveMs ?? b.answerMs ?? 0) - (a.liveMs ?? a.answerMs ?? 0)).length = wanted;
    }
    const rest = Math.max(0, (counts.inFlight ?? wanted + others.length) - wanted);
    this.#promote(waiting, others, wanted, rest);
    if (others.length > rest) {
      this.#orderBySuspicion(others, nowMs);
      others.length = rest;
    }
    const paced = waiting.map((call) => this.#paced(call, nowMs));
    for (const call of others) {
      paced.push(this.#paced(call, nowMs));
    }
    fill(paced, LOST_WAITING, Math.min(mostLost, wanted - waiting.length));
    fill(paced, LOST, Math.min(mostLost, rest - others.length));
    return paced;
  }

  #isWaiting(call: OpenCall): boolean {
    return call.liveMs !== null || (!this.#rules.amd && call.answerMs !== null);
  }

  /** More people wait than were heard of: those answered or ringing longest, as far as the rest can spare them. */
  #promote(waiting: OpenCall[], others: OpenCall[], wanted: number, rest: number): void {
    const spare = Math.min(wanted - waiting.length, others.length - rest);
    if (spare <= 0) {
      return;
    }
    others.sort(
      (a, b) =>
        Number(b.answerMs !== null) - Number(a.answerMs !== null) ||
        (a.ringMs ?? Number.POSITIVE_INFINITY) - (b.ringMs ?? Number.POSITIVE_INFINITY) ||
        a.dialMs - b.dialMs,
    );
    for (const call of others.splice(0, spare)) {
      waiting.push({ ...call, liveMs: call.answerMs ?? call.dialMs });
    }
  }

  /** Whoever has been longest in a phase, for that phase, comes last. */
  #orderBySuspicion(calls: OpenCall[], nowMs: number): void {
    const { ringTimeoutMs } = this.#rules;
    const suspicion = (call: OpenCall): number =>
      call.answerMs !== null
        ? (nowMs - call.answerMs) / SCREEN_MS
        : call.ringMs !== null
          ? (nowMs - call.ringMs) / ringTimeoutMs
          : (nowMs - call.dialMs) / MUTE_MS;
    calls.sort((a, b) => suspicion(a) - suspicion(b));
  }

  #paced(call: OpenCall, nowMs: number): PacedCall {
    const waiting = this.#isWaiting(call);
    const ageMs = Math.max(0, nowMs - call.dialMs);
    const ringingMs = since(nowMs, call.ringMs);
    const screeningMs = waiting ? null : since(nowMs, call.answerMs);
    const { estimate } = call;
    return estimate === null
      ? { ageMs, ringingMs, screeningMs, waiting }
      : { ageMs, ringingMs, screeningMs, waiting, estimate };
  }
}

function fill(calls: PacedCall[], call: PacedCall, count: number): void {
  for (let i = 0; i < count; i++) {
    calls.push(call);
  }
}

/** Adds to a memory that forgets its oldest entry. */
function remember<Value>(memory: Map<WireId, Value>, id: WireId, value: Value): void {
  memory.set(id, value);
  if (memory.size > REMEMBERED) {
    for (const oldest of memory.keys()) {
      memory.delete(oldest);
      break;
    }
  }
}
