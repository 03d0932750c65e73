import { MANUAL_PAUSE } from '../core/agent/manual-pause.js';
import { isUrgentPause } from '../core/agent/urgent-pause.js';
import {
  assessShift,
  type ShiftRules,
  type ShiftSpan,
  type ShiftSpanKind,
  type ShiftState,
} from '../core/compliance/nr17.js';
import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import type { AgentId } from '../core/kernel/ids.js';
import { MINUTE } from '../core/kernel/time.js';
import type { AgentStateRow } from '../ports/attempt-store.js';

/** States in which an agent works or waits for work. */
const WORKING: ReadonlySet<string> = new Set(['available', 'previewing', 'reserved', 'talking', 'wrap_up']);
/** A call given now is as a rule over within this: hours and pauses are kept by not giving it. */
export const LAST_CALL_MS = 5 * MINUTE;

/** Work away from the calls, or the moment before them: no rest by NR-17. */
const NO_REST: ReadonlySet<string> = new Set(['login', 'treinamento', 'reuniao']);

interface Stretch {
  readonly kind: 'active' | 'rest' | 'other_pause';
  readonly startMs: number;
  endMs: number | null;
}

function kindOf(state: string, reason: string): Stretch['kind'] | null {
  if (WORKING.has(state) || (state === 'paused' && reason === MANUAL_PAUSE)) {
    return 'active';
  }
  if (state === 'paused') {
    return isUrgentPause(reason) || NO_REST.has(reason) ? 'other_pause' : 'rest';
  }
  return null;
}

/** Each agent's day (Brasília), by stretches; a restart reads them from the rows. */
export class AgentDays {
  readonly #days = new Map<AgentId, Stretch[]>();
  #dayStartMs = Number.NEGATIVE_INFINITY;

  /** Stretches as they were kept, in order of time; an open one goes on. */
  load(rows: Iterable<AgentStateRow>, nowMs: number): void {
    this.#turn(nowMs);
    for (const { agentId, state, reason, tStartMs, tEndMs } of rows) {
      // Yesterday's: cut at midnight it would have ended before it began.
      if (tEndMs !== null && tEndMs <= this.#dayStartMs) {
        continue;
      }
      this.begin(agentId, state, reason, tStartMs);
      if (tEndMs !== null) {
        this.end(agentId, tEndMs);
      }
    }
  }

  /** An agent's stretch begins, and the one before it ends. */
  begin(agentId: AgentId, state: string, reason: string, atMs: number): void {
    this.#turn(atMs);
    const kind = kindOf(state, reason);
    const day = this.#days.get(agentId) ?? [];
    this.#days.set(agentId, day);
    const last = day.at(-1);
    if (last !== undefined && last.endMs === null) {
      last.endMs = atMs;
    }
    if (kind === null) {
      return;
    }
    // Stretches of work that touch are one: a day has a dozen, not a thousand.
    if (kind === 'active' && last?.kind === 'active' && last.endMs === atMs) {
      last.endMs = null;
    } else {
      day.push({ kind, startMs: Math.max(atMs, this.#dayStartMs), endMs: null });
    }
  }

  end(agentId: AgentId, atMs: number): void {
    const last = this.#days.get(agentId)?.at(-1);
    if (last !== undefined && last.endMs === null) {
      last.endMs = atMs;
    }
  }

  /** Where the agent's day stands. */
  assess(agentId: AgentId, rules: ShiftRules, nowMs: number): ShiftState {
    return assessShift(this.spans(agentId, rules, nowMs), rules, nowMs);
  }

  spans(agentId: AgentId, rules: ShiftRules, nowMs: number): readonly ShiftSpan[] {
    this.#turn(nowMs);
    return (this.#days.get(agentId) ?? []).map(({ kind, startMs, endMs }) => ({
      kind: kind === 'rest' ? restKind((endMs ?? nowMs) - startMs, rules) : kind,
      startMs,
      endMs,
    }));
  }

  /** A new day begins for everybody; what lasts is cut at midnight. */
  #turn(nowMs: number): void {
    if (nowMs >= this.#dayStartMs && nowMs < this.#dayStartMs + 24 * 60 * MINUTE) {
      return;
    }
    const startMs = dayStartMs(nowMs, BRASILIA);
    if (startMs <= this.#dayStartMs) {
      return;
    }
    this.#dayStartMs = startMs;
    for (const [agentId, day] of this.#days) {
      const left = day.flatMap((stretch) =>
        stretch.endMs !== null && stretch.endMs <= startMs
          ? []
          : [{ ...stretch, startMs: Math.max(stretch.startMs, startMs) }],
      );
      this.#days.set(agentId, left);
    }
  }
}

/** A pause as long as a meal can be one. */
function restKind(lengthMs: number, { pauses }: ShiftRules): ShiftSpanKind {
  return lengthMs >= pauses.mealMinutes * MINUTE ? 'meal' : 'short_pause';
}
