import type { AttemptOpening, AttemptResult } from '../core/call-log/call-log-row.js';
import type { Line } from '../core/campaign/campaign.js';
import { metPerson } from '../core/carrier/carrier-count.js';
import { drawLines } from '../core/carrier/line-draw.js';
import { type LineFall, LineJudge, type LineStanding, reputationOf } from '../core/carrier/line-judge.js';
import { isResting, type LineRest, type LineWatchMode, mayRest } from '../core/carrier/line-rest.js';
import { CadenciaError, isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { EngineId } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import { DAY, MINUTE } from '../core/kernel/time.js';
import { DDD_TABLE } from '../core/numbering/ddd-table.js';
import { isMobileLine } from '../core/numbering/mobile-line.js';
import { endedUnseen } from '../core/pacing/answer-odds.js';
import { localHourOf } from '../core/retry/day-part.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { LineWatchStore } from '../ports/line-watch-store.js';
import type { EventBus } from './event-bus.js';

export interface LineWatchSettings {
  readonly mode: LineWatchMode;
  readonly restDays: number;
}

export const LINE_WATCH_DEFAULTS: LineWatchSettings = { mode: 'advise', restDays: 7 };

export interface LineWatchDeps {
  /** Without one nothing is kept. */
  readonly store?: LineWatchStore | undefined;
  readonly settings: LineWatchSettings;
  readonly engineId: EngineId;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  readonly lines: () => readonly Line[];
  /** Lines have begun or ended a rest; `here` is false when another server said so. */
  readonly onRests: (here: boolean) => void;
}

/** A line as it stands. */
export interface LineReputation {
  readonly line: Line;
  readonly calls: number;
  /** People who picked up of those its contacts would have given; with the range it is in, nine times of ten. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** The fall that was found last and not yet followed by a rest, or null. */
  readonly fall: KnownFall | null;
  readonly rest: LineRest | null;
}

interface KnownFall extends LineFall {
  readonly atMs: number;
}

export interface LineControl {
  readonly settings: LineWatchSettings;
  reputations(): readonly LineReputation[];
  /** Of the last months, the newest first. */
  rests(): readonly LineRest[];
  /** DLR_NOT_FOUND, DLR_STATE_CONFLICT, DLR_INPUT_INVALID. */
  rest(number: string, days: number, reason: string, by: string): Promise<LineRest>;
  /** Ends a rest before its time. DLR_NOT_FOUND, DLR_STATE_CONFLICT. */
  wake(number: string, by: string): Promise<LineRest>;
}

/** Rests that ended are shown as long. */
const SHOWN_MS = 90 * DAY;
const KEEP_MS = MINUTE;
const MOST_REST_DAYS = 90;
const USUAL_ZONE = 'America/Sao_Paulo';
const MANY = 6;
/** Two-sided, 90 %. */
const NINE_OF_TEN = 1.645;

/**
 * Watches how people pick up by line: judges each ended call, tells of lines that have fallen, keeps who rests, and says
 * in which order lines are to be tried. Each engine judges by the calls it placed; a rest holds for all.
 */
export class LineWatch implements LineControl {
  readonly #deps: LineWatchDeps;
  readonly #judge = new LineJudge();
  readonly #falls = new Map<string, KnownFall>();
  #rests: readonly LineRest[] = [];
  #resting: ReadonlySet<string> = new Set();
  #timer: Timer | null = null;
  #off: (() => void) | null = null;
  #closed = false;

  constructor(deps: LineWatchDeps) {
    this.#deps = deps;
  }

  /** Takes up what was learned before a restart. */
  async recall(): Promise<void> {
    const { store, engineId } = this.#deps;
    if (store !== undefined) {
      const kept = (await store.memory(engineId)) as { judge?: unknown; falls?: unknown } | null;
      this.#judge.recall(kept?.judge);
      for (const fall of Array.isArray(kept?.falls) ? (kept.falls as readonly KnownFall[]) : []) {
        this.#falls.set(fall.line, fall);
      }
    }
  }

  /** Reads who rests: at the start, and when another server has changed it. */
  async readRests(): Promise<void> {
    const { store, clock } = this.#deps;
    if (store !== undefined) {
      this.#rests = await store.rests(clock.now() - SHOWN_MS);
      this.#look(false);
    }
  }

  start(): void {
    const { settings, bus } = this.#deps;
    if (settings.mode !== 'off') {
      this.#off ??= bus.on('call:closed', ({ row }) => this.#learn(row.opening, row.result));
    }
    this.#tick();
  }

  /** Lines that take no new call now. */
  get resting(): ReadonlySet<string> {
    return this.#resting;
  }

  /** The lines of a pool in the order in which they are to be tried, or null to leave it as it is. */
  order(lines: readonly Line[]): readonly Line[] | null {
    const { settings, clock, rng } = this.#deps;
    return settings.mode === 'act'
      ? drawLines(lines, (number) => this.#judge.standing(number), clock.now(), rng)
      : null;
  }

  reputations(): readonly LineReputation[] {
    const nowMs = this.#deps.clock.now();
    return this.#deps.lines().map((line) => {
      const standing: LineStanding | null = this.#judge.standing(line.number);
      const { ratio, deviation } = reputationOf(standing, nowMs);
      return {
        line,
        calls: standing?.calls ?? 0,
        ratio,
        low: Math.max(0, ratio - NINE_OF_TEN * deviation),
        high: ratio + NINE_OF_TEN * deviation,
        fall: this.#falls.get(line.number) ?? null,
        rest: this.#restOf(line.number),
      };
    });
  }

  /** Rests of the last months, the newest first. */
  rests(): readonly LineRest[] {
    return [...this.#rests].reverse();
  }

  get settings(): LineWatchSettings {
    return this.#deps.settings;
  }

  /** A person has a line rest. DLR_NOT_FOUND, DLR_STATE_CONFLICT, DLR_INPUT_INVALID. */
  async rest(number: string, days: number, reason: string, by: string): Promise<LineRest> {
    this.#require(number);
    if (this.#restOf(number) !== null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', { detail: `Line ${number} rests already.` });
    }
    if (!Number.isInteger(days) || days < 1 || days > MOST_REST_DAYS) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `A line rests 1 to ${MOST_REST_DAYS} days, not ${days}.`,
      });
    }
    return this.#begin(number, days, { cause: 'by_hand', reason, by });
  }

  /** Ends a rest before its time. DLR_NOT_FOUND, DLR_STATE_CONFLICT. */
  async wake(number: string, by: string): Promise<LineRest> {
    this.#require(number);
    const rest = this.#restOf(number);
    if (rest === null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', { detail: `Line ${number} does not rest.` });
    }
    const endedMs = this.#deps.clock.now();
    const ended = { ...rest, endedMs, endedBy: by };
    // Two servers may have found the same fall at once: both rests end.
    const others = this.#rests.filter(
      (one) => one.line === number && one !== rest && isResting(one, endedMs),
    );
    for (const one of [ended, ...others.map((other) => ({ ...other, endedMs, endedBy: by }))]) {
      await this.#deps.store?.saveRest(one);
      this.#rests = this.#rests.map((known) =>
        known.line === number && known.fromMs === one.fromMs ? one : known,
      );
    }
    this.#look(true);
    return ended;
  }

  /** Keeps what was learned a last time. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#off?.();
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
    }
    await this.#keep();
  }

  #require(number: string): void {
    if (!this.#deps.lines().some((line) => line.number === number)) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no line '${number}'.` });
    }
  }

  #restOf(number: string): LineRest | null {
    const nowMs = this.#deps.clock.now();
    return this.#rests.find((rest) => rest.line === number && isResting(rest, nowMs)) ?? null;
  }

  #tick(): void {
    this.#timer = this.#deps.clock.setTimer(KEEP_MS, () => {
      this.#look(true);
      void this.#keep().then(() => {
        if (!this.#closed) {
          this.#tick();
        }
      });
    });
  }

  async #keep(): Promise<void> {
    const { store, engineId, settings, bus, clock } = this.#deps;
    if (store === undefined || settings.mode === 'off') {
      return;
    }
    try {
      await store.keepMemory(engineId, { judge: this.#judge.keep(), falls: [...this.#falls.values()] });
    } catch (error) {
      const code = isCadenciaError(error) ? error.code : messageOf(error);
      bus.emit('store:failed', { operation: 'keep what lines taught', code, atMs: clock.now() });
    }
  }

  /** Finds anew who rests; a line that comes back is judged anew. */
  #look(here: boolean): void {
    const { clock, bus, onRests } = this.#deps;
    const atMs = clock.now();
    const before = this.#resting;
    this.#resting = new Set(this.#rests.filter((rest) => isResting(rest, atMs)).map(({ line }) => line));
    const back = [...before].filter((line) => !this.#resting.has(line));
    for (const line of back) {
      this.#judge.forget(line);
      bus.emit('line:returned', { line, atMs });
    }
    if (back.length > 0 || before.size !== this.#resting.size) {
      onRests(here);
    }
  }

  #learn(opening: AttemptOpening, result: AttemptResult): void {
    const line = this.#deps.lines().find(({ number }) => number === opening.line);
    if (line === undefined || !tells(opening, result) || this.#resting.has(opening.line)) {
      return;
    }
    const atMs = this.#deps.clock.now();
    const person = metPerson(result);
    const fall = this.#judge.judge({ line: opening.line, traits: traitsOf(opening, line), person, atMs });
    if (fall !== null) {
      this.#fell(line, { ...fall, atMs });
    }
  }

  #fell(line: Line, fall: KnownFall): void {
    const { settings, bus } = this.#deps;
    const peers = this.#deps
      .lines()
      .filter(
        ({ carrierId, kind, blocked }) => carrierId === line.carrierId && kind === line.kind && !blocked,
      );
    const resting = peers.filter(({ number }) => this.#resting.has(number)).length;
    const rests = settings.mode === 'act' && mayRest(peers.length, resting);
    const { calls, seen, due, atMs } = fall;
    bus.emit('line:fallen', { line: line.number, calls, seen, due, rests, atMs });
    if (!rests) {
      this.#falls.set(line.number, fall);
      return;
    }
    const reason = `${seen} people in ${calls} calls, ${due.toFixed(1)} were to be`;
    this.#begin(line.number, settings.restDays, { cause: 'fallen', reason, by: '' }).catch(
      (error: unknown) => {
        const code = isCadenciaError(error) ? error.code : messageOf(error);
        bus.emit('store:failed', { operation: 'rest a line', code, atMs });
      },
    );
  }

  async #begin(
    line: string,
    days: number,
    why: Pick<LineRest, 'cause' | 'reason' | 'by'>,
  ): Promise<LineRest> {
    const { store, clock, bus } = this.#deps;
    const fromMs = clock.now();
    const rest = { line, ...why, fromMs, untilMs: fromMs + days * DAY, endedMs: null, endedBy: '' };
    await store?.saveRest(rest);
    this.#rests = [...this.#rests, rest];
    this.#falls.delete(line);
    this.#judge.forget(line);
    bus.emit('line:rested', {
      line,
      cause: rest.cause,
      reason: rest.reason,
      untilMs: rest.untilMs,
      atMs: fromMs,
    });
    this.#look(true);
    return rest;
  }
}

/** It showed whether the person picks up a call that he did not ask for. */
function tells({ mode }: AttemptOpening, { tDialMs, reason, tAnswerMs }: AttemptResult): boolean {
  const unasked = mode === 'preview' || mode === 'power' || mode === 'predictive';
  return unasked && tDialMs !== null && (tAnswerMs !== null || !endedUnseen(reason));
}

/** What the call would have been whatever line it showed; of the line only what the law made it. */
function traitsOf(opening: AttemptOpening, { kind }: Line): readonly string[] {
  const { ddd, phone, tQueuedMs, tDialMs, attemptNo, campaignId, segment, line } = opening;
  const zone = DDD_TABLE[ddd]?.zones[0] ?? USUAL_ZONE;
  return [
    `hour ${localHourOf(tDialMs ?? tQueuedMs, zone)}`,
    `ddd ${ddd}`,
    `attempt ${Math.min(MANY, attemptNo)}`,
    `phone ${isMobileLine(phone) ? 'mobile' : 'fixed'}`,
    `campaign ${campaignId}`,
    `shown ${kind}`,
    `near ${kind === 'ddd' && line.startsWith(`+55${ddd}`) ? 'yes' : 'no'}`,
    ...(segment === '' ? [] : [`segment ${segment}`]),
  ];
}
