import { chanceOf } from './chance.js';
import { drawFate, type Scenario } from './scenarios.js';
import type { BenchPacer } from './world.js';

/**
 * The yardstick: dials while the chance that the next answer finds nobody is at most a fixed threshold, knowing the
 * true distributions and the true answer rate of the moment. Tables are drawn from the scenario itself.
 */
const DRAWS = 40_000;
const AGES = 64;
const SPANS = 64;

interface Table {
  /** odds[age][span]: share of those at risk at that age that come within span seconds. */
  readonly odds: Float64Array[];
}

function tableOf(atRisk: Float64Array, within: Float64Array[]): Table {
  return {
    odds: within.map((row, age) => {
      const out = new Float64Array(SPANS + 1);
      let sum = 0;
      for (let span = 0; span < SPANS; span++) {
        sum += row[span] ?? 0;
        out[span + 1] = sum / Math.max(1, atRisk[age] ?? 0);
      }
      return out;
    }),
  };
}

function lookUp(table: Table, age: number, span: number): number {
  const row = table.odds[Math.max(0, Math.min(table.odds.length - 1, Math.floor(age)))]!;
  const at = Math.min(SPANS, Math.max(0, span));
  const low = Math.floor(at);
  return (row[low] ?? 0) + ((row[Math.min(SPANS, low + 1)] ?? 0) - (row[low] ?? 0)) * (at - low);
}

class Counter {
  private readonly atRisk: Float64Array;
  private readonly within: Float64Array[];
  private readonly ages: number;

  constructor(ages: number) {
    this.ages = ages;
    this.atRisk = new Float64Array(ages);
    this.within = Array.from({ length: ages }, () => new Float64Array(SPANS));
  }

  /** Something that is in this clock until `until` and comes at `event` (infinite when never); `unit` seconds an age. */
  watch(until: number, event: number, unit: number): void {
    for (let age = 0; age < this.ages && (age + 0.5) * unit < until; age++) {
      this.atRisk[age] = (this.atRisk[age] ?? 0) + 1;
      const span = Math.floor(event - (age + 0.5) * unit);
      if (span >= 0 && span < SPANS) {
        this.within[age]![span]! += 1;
      }
    }
  }

  table(): Table {
    return tableOf(this.atRisk, this.within);
  }
}

interface Truth {
  readonly dial: Table;
  readonly ring: Table;
  readonly screen: Table;
  readonly talk: Table;
  readonly wrap: Table;
  readonly horizons: readonly number[];
}

const SCREEN_UNIT = 0.25;
const TALK_UNIT = 4;

function truthOf(scenario: Scenario): Truth {
  const still = { ...scenario, liveFactor: () => 1 };
  const chance = chanceOf(987_654);
  const [dial, ring, screen] = [new Counter(AGES), new Counter(AGES), new Counter(AGES)];
  const [talk, wrap] = [new Counter(200), new Counter(60)];
  const delays: number[] = [];
  for (let i = 0; i < DRAWS; i++) {
    const fate = drawFate(still, chance, 0);
    const person = fate.kind === 'person' || (fate.kind === 'machine' && !scenario.amd);
    const event = person ? fate.end : Number.POSITIVE_INFINITY;
    dial.watch(fate.ring ?? fate.end, event, 1);
    if (fate.ring !== null) {
      ring.watch((fate.answer ?? fate.end) - fate.ring, event - fate.ring, 1);
    }
    if (fate.answer !== null && scenario.amd) {
      screen.watch(fate.end - fate.answer, event - fate.answer, SCREEN_UNIT);
    }
    if (person) {
      delays.push(fate.end);
    }
    const t = scenario.talk(chance);
    const w = scenario.wrap(chance);
    talk.watch(t, t + w, TALK_UNIT);
    wrap.watch(w, w, 1);
  }
  delays.sort((a, b) => a - b);
  return {
    dial: dial.table(),
    ring: ring.table(),
    screen: screen.table(),
    talk: talk.table(),
    wrap: wrap.table(),
    horizons: [0.2, 0.5, 0.85].map((share) => delays[Math.floor(share * delays.length)] ?? 15),
  };
}

function add(odds: Float64Array, p: number): void {
  const top = odds.length - 1;
  for (let k = top; k >= 0; k--) {
    const stay = k === top ? 1 : 1 - p;
    odds[k] = odds[k]! * stay + (k > 0 ? odds[k - 1]! * p : 0);
  }
}

function erfTail(z: number): number {
  // Logistic-like rational form of the normal tail (Zelen & Severo), ample for a yardstick of large teams.
  const t = 1 / (1 + 0.33267 * Math.abs(z));
  const tail = 0.39894228 * Math.exp((-z * z) / 2) * t * (0.4361836 + t * (-0.1201676 + 0.937298 * t));
  return z >= 0 ? tail : 1 - tail;
}

/** P(Poisson(mean) >= need - due) averaged over the laws of agents free (`free`) and answers due (`due`). */
function exactRisk(free: Float64Array, due: Float64Array, idle: number, mean: number): number {
  const most = idle + free.length;
  const tails = new Float64Array(most + 1);
  let term = Math.exp(-mean);
  let tail = 1;
  for (let k = 0; k <= most; k++) {
    tails[k] = Math.max(0, tail);
    tail -= term;
    term *= mean / (k + 1);
  }
  let risk = 0;
  for (let f = 0; f < free.length; f++) {
    for (let x = 0; x < due.length; x++) {
      risk += free[f]! * due[x]! * tails[Math.max(0, idle + f - x)]!;
    }
  }
  return risk;
}

/** Makes yardstick pacers of one scenario at several thresholds. */
export function knownOptimum(scenario: Scenario): (threshold: number) => BenchPacer {
  const truth = truthOf(scenario);
  return (threshold) => ({
    step: (s, _seen, _nowMs, liveFactor) => {
      const exact = s.idleAgents + s.busyAgents.length <= 30;
      const risks = truth.horizons.map((span) => {
        const free: number[] = s.busyAgents.map((agent) =>
          agent.leaving
            ? 0
            : agent.phase === 'talking'
              ? lookUp(truth.talk, agent.ageMs / 1000 / TALK_UNIT, span + 0.8)
              : lookUp(truth.wrap, agent.ageMs / 1000, span + 0.8),
        );
        const due: number[] = s.calls.map((call) => {
          if (call.waiting) {
            return 1;
          }
          if (call.screeningMs !== null) {
            return lookUp(truth.screen, call.screeningMs / 1000 / SCREEN_UNIT, span);
          }
          const odds =
            call.ringingMs !== null
              ? lookUp(truth.ring, call.ringingMs / 1000, span)
              : lookUp(truth.dial, call.ageMs / 1000, span);
          return Math.min(0.95, odds * liveFactor);
        });
        const fresh = Math.min(0.95, lookUp(truth.dial, 0, span) * liveFactor);
        if (exact) {
          const freeLaw = new Float64Array(free.length + 1);
          freeLaw[0] = 1;
          for (const p of free) {
            add(freeLaw, p);
          }
          const dueLaw = new Float64Array(s.idleAgents + free.length + 2);
          dueLaw[0] = 1;
          for (const p of due) {
            add(dueLaw, p);
          }
          return (n: number) => exactRisk(freeLaw, dueLaw, s.idleAgents, n * fresh);
        }
        const mean = due.reduce((a, p) => a + p, 0) - free.reduce((a, p) => a + p, 0) - s.idleAgents;
        const variance = [...free, ...due].reduce((a, p) => a + p * (1 - p), 0);
        return (n: number) => erfTail(-(mean + n * fresh + 0.5) / Math.sqrt(variance + n * fresh + 1e-9));
      });
      const risk = (n: number): number => risks.reduce((sum, at) => sum + at(n), 0) / risks.length;
      let n = 0;
      let jump = Math.max(1, Math.round(s.busyAgents.length / 10));
      while (jump >= 1) {
        while (n < 30 * s.busyAgents.length + 30 && risk(n + jump) <= threshold) {
          n += jump;
        }
        jump = Math.floor(jump / 2);
      }
      return Math.max(n, s.idleAgents - s.calls.length, 0);
    },
  });
}
