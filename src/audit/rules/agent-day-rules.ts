import { BRASILIA, DAY_MS, dateText, localDay, timeText, zoneOffsetMs } from '../place/local-clock.js';
import type { RuleKit } from './rule-kit.js';

/** A stretch of an agent's time; `tEnd` null while it lasts. */
export type PackedAgentState = readonly [state: string, reason: string, tStart: number, tEnd: number | null];

interface Stretch {
  readonly from: number;
  readonly to: number;
}

interface Pause extends Stretch {
  readonly reason: string;
}

/** States in which the agent works or waits for work. */
const WORKING: ReadonlySet<string> = new Set(['available', 'previewing', 'reserved', 'talking', 'wrap_up']);
const PAUSED = 'paused';
/** Out of automatic dialling to call people by hand: effective activity, and no rest (NR-17, Annex II). */
const BY_HAND = 'manual';
/** Never a rest: toilet at any time, and what follows an abuse, are owed besides; nor what a log-in leaves an agent in. */
const NO_REST = /toilet|banheiro|abus|^login$/i;

const length = ({ from, to }: Stretch): number => to - from;
const minutesText = (ms: number): string => `${(ms / 60_000).toFixed(1)} min`;

/** One agent's days: R42 (six hours) and R43 (pauses), NR-17 Annex II. */
export class AgentDayRules {
  readonly #kit: RuleKit;
  readonly #agentId: string;
  #work: Stretch[] = [];
  #pauses: Pause[] = [];
  #openSince: number | null = null;

  constructor(kit: RuleKit, agentId: string) {
    this.#kit = kit;
    this.#agentId = agentId;
  }

  /** Stretches in order of time. */
  add([state, reason, tStart, tEnd]: PackedAgentState): void {
    if (tEnd === null) {
      this.#openSince = tStart;
      return;
    }
    if (WORKING.has(state) || (state === PAUSED && reason === BY_HAND)) {
      this.#work.push(...byDay({ from: tStart, to: tEnd }));
    } else if (state === PAUSED) {
      this.#pauses.push({ from: tStart, to: tEnd, reason });
    }
  }

  finish(): void {
    const days = new Map<number, Stretch[]>();
    for (const stretch of this.#work) {
      const day = localDay(BRASILIA, stretch.from);
      days.set(day, [...(days.get(day) ?? []), stretch]);
    }
    for (const [day, work] of days) {
      this.#checkDay(
        day,
        work.sort((a, b) => a.from - b.from),
      );
    }
  }

  #checkDay(day: number, work: readonly Stretch[]): void {
    const { book, findings } = this.#kit;
    const when = { day, purpose: '', ufs: [] };
    const activeMs = book.atMost('R42', 'activeMs', when);
    const gapMs = book.atLeast('R42', 'gapMs', when);
    if (activeMs === null || gapMs === null) {
      return;
    }
    findings.checked('R42');
    const worked = joined(work, gapMs).reduce((sum, stretch) => sum + length(stretch), 0);
    if (worked > activeMs) {
      findings.report(
        'R42',
        null,
        `agent ${this.#agentId}, ${dateText(day)}: ${minutesText(worked)} of activity, at most ${minutesText(activeMs)}`,
      );
    }
    const shift = { from: work[0]?.from ?? 0, to: Math.max(...work.map((stretch) => stretch.to)) };
    const stillOn = this.#openSince !== null && localDay(BRASILIA, this.#openSince) === day;
    const shiftMs = book.atMost('R43', 'shiftMs', when);
    if (shiftMs !== null && worked > shiftMs && !stillOn) {
      this.#checkPauses(day, shift, work);
    }
  }

  #checkPauses(day: number, shift: Stretch, work: readonly Stretch[]): void {
    const { book, findings } = this.#kit;
    const when = { day, purpose: '', ufs: [] };
    const pauseMs = book.atLeast('R43', 'pauseMs', when) ?? 0;
    const edgeMs = book.atLeast('R43', 'edgeMs', when) ?? 0;
    const mealMs = book.atLeast('R43', 'mealMs', when) ?? 0;
    findings.checked('R43');
    const inShift = this.#pauses.filter(({ from, to }) => from >= shift.from && to <= shift.to);
    const rests = inShift.filter(
      (pause) =>
        length(pause) >= pauseMs &&
        !NO_REST.test(pause.reason) &&
        pause.from >= shift.from + edgeMs &&
        pause.to <= shift.to - edgeMs,
    );
    // A meal may be taken logged out, so every gap of the work counts that is long enough.
    const meals = gaps(work).filter((gap) => length(gap) >= mealMs);
    const enough = meals.some(
      (meal) => rests.filter((rest) => rest.from < meal.from || rest.to > meal.to).length >= 2,
    );
    if (!enough) {
      const said = rests.map((rest) =>
        timeText((rest.from + zoneOffsetMs(BRASILIA, rest.from)) % DAY_MS).slice(0, 5),
      );
      findings.report(
        'R43',
        null,
        `agent ${this.#agentId}, ${dateText(day)}: ${meals.length === 0 ? 'no meal interval' : 'a meal interval'}, pauses in the middle of the shift at: ${said.join(', ') || 'none'}; due are two of ${minutesText(pauseMs)} and a meal of ${minutesText(mealMs)}`,
      );
    }
  }
}

/** A stretch cut at Brasília's midnights. */
function byDay({ from, to }: Stretch): readonly Stretch[] {
  const parts: Stretch[] = [];
  let start = from;
  while (start < to) {
    const offset = zoneOffsetMs(BRASILIA, start);
    const midnight = (Math.floor((start + offset) / DAY_MS) + 1) * DAY_MS - offset;
    const end = Math.min(to, midnight);
    parts.push({ from: start, to: end });
    start = end;
  }
  return parts;
}

/** Stretches with the gaps shorter than `gapMs` counted in. */
function joined(stretches: readonly Stretch[], gapMs: number): readonly Stretch[] {
  const whole: { from: number; to: number }[] = [];
  for (const { from, to } of stretches) {
    const last = whole.at(-1);
    if (last !== undefined && from - last.to < gapMs) {
      last.to = Math.max(last.to, to);
    } else {
      whole.push({ from, to });
    }
  }
  return whole;
}

function gaps(work: readonly Stretch[]): readonly Stretch[] {
  const whole = joined(work, 1);
  return whole.slice(1).map((stretch, index) => ({ from: whole[index]?.to ?? 0, to: stretch.from }));
}
