import type { PacingSnapshot } from '../../src/core/pacing/pacing-strategy.js';
import type { BenchPacer } from './world.js';

/** Keeps `ratio` calls in flight per idle agent. */
export function ratioPacer(ratio: number): BenchPacer {
  return { step: (s) => Math.max(0, Math.floor(ratio * s.idleAgents + 1e-9) - s.calls.length) };
}

export interface VicidialSettings {
  readonly maxLevel: number;
  readonly target: number;
  readonly availableOnly: boolean;
  readonly onExcess: 'hard' | 'average' | 'tapered';
}

/**
 * VICIdial's adaptive loop as its published source works: a dial level moved every 15 s by the mean surplus of
 * waiting agents, statistics of drops refreshed each minute, calls topped up every 2.5 s to level × agents.
 */
export function vicidialPacer(cap: number, settings: VicidialSettings, closesAtMs: number): BenchPacer {
  let level = 1;
  let samples: { ready: number; waiting: number; total: number }[] = [];
  let sampledAt = Number.NEGATIVE_INFINITY;
  let adaptedAt = 0;
  let dialledAt = Number.NEGATIVE_INFINITY;
  let refreshedAt = 0;
  let dropShare = 0;
  let callsToday = 0;
  const taper = (nowMs: number): number => {
    // Clock digits subtracted as whole numbers, with the close at 21:00.
    const minutesNow = 21 * 60 - Math.floor((closesAtMs - nowMs) / 60_000);
    const digits = 2100 - (Math.floor(minutesNow / 60) * 100 + (minutesNow % 60));
    return digits > 1000 ? 1 : digits < 0 ? 0 : digits / 1000;
  };
  const adapt = (s: PacingSnapshot, nowMs: number): void => {
    const mean = (pick: (x: { ready: number; waiting: number; total: number }) => number): number =>
      samples.reduce((sum, x) => sum + pick(x), 0) / samples.length;
    const agents = mean((x) => x.total);
    if (agents <= 0) {
      return;
    }
    const surplus = mean((x) => x.ready) - mean((x) => x.waiting) + settings.target;
    level = Math.max(1, Math.min(settings.maxLevel, level * (1 + surplus / agents)));
    if (nowMs - refreshedAt >= 60_000) {
      refreshedAt = nowMs;
      dropShare = s.abandonedToday / Math.max(1, s.abandonedToday + s.connectedToday);
    }
    if (callsToday > 50 && dropShare > cap) {
      level =
        settings.onExcess === 'hard' ? 1 : settings.onExcess === 'average' ? level / 2 : level * taper(nowMs);
    }
    level = Math.max(1, level);
  };
  return {
    step: (s, seen, nowMs) => {
      callsToday += seen.filter((x) => x.kind === 'placed').length;
      const waiting = s.calls.filter((call) => call.waiting).length;
      if (nowMs - sampledAt >= 999) {
        sampledAt = nowMs;
        samples = [
          ...samples,
          { ready: s.idleAgents, waiting, total: s.idleAgents + s.busyAgents.length },
        ].slice(-15);
      }
      if (nowMs - adaptedAt >= 15_000) {
        adaptedAt = nowMs;
        adapt(s, nowMs);
      }
      if (nowMs - dialledAt < 2500) {
        return 0;
      }
      dialledAt = nowMs;
      const talking = s.busyAgents.filter((agent) => agent.phase === 'talking').length;
      if (settings.availableOnly) {
        return Math.max(0, Math.round(level * s.idleAgents) - s.calls.length);
      }
      return Math.max(0, Math.round(level * (s.idleAgents + talking)) - talking - s.calls.length);
    },
  };
}

/** The 22 settings among which the best VICIdial of a scenario is looked for, and its two defaults. */
export function vicidialGrid(): readonly VicidialSettings[] {
  const grid: VicidialSettings[] = [];
  for (const maxLevel of [1.5, 2, 2.5, 3, 4, 6, 9]) {
    for (const target of [0, -1]) {
      grid.push({ maxLevel, target, availableOnly: false, onExcess: 'hard' });
    }
  }
  for (const maxLevel of [1.5, 2, 3, 4.5, 6, 9, 14, 22]) {
    grid.push({ maxLevel, target: 0, availableOnly: true, onExcess: 'hard' });
  }
  return grid;
}

/** OMniLeads' published predictive formula, three originations a second. */
export function omnileadsPacer(dropMax: number): BenchPacer {
  let answerShare = 0.3;
  let drop = 0;
  let talks = 0;
  let talkMean = 90_000;
  let wrapMean = 15_000;
  let askedAt = Number.NEGATIVE_INFINITY;
  let latched = 0;
  return {
    step: (s, seen, nowMs) => {
      for (const x of seen) {
        if (x.kind === 'live' || x.kind === 'failed') {
          answerShare = Math.max(0.05, 0.9 * answerShare + (x.kind === 'live' ? 0.1 : 0));
        } else if (x.kind === 'connected' || x.kind === 'abandoned') {
          drop = 0.9 * drop + (x.kind === 'abandoned' ? 0.1 : 0);
        } else if (x.kind === 'talkEnded') {
          talks += 1;
          talkMean += 0.05 * (x.talkMs - talkMean);
        } else if (x.kind === 'wrapEnded') {
          wrapMean += 0.05 * (x.wrapMs - wrapMean);
        }
      }
      if (nowMs - askedAt < 999) {
        return 0;
      }
      askedAt = nowMs;
      latched = drop >= dropMax ? latched + 1 : drop < 0.8 * dropMax ? 0 : latched;
      if (talks < 50 || latched >= 5) {
        return Math.max(0, s.idleAgents - s.calls.length);
      }
      const soon = s.busyAgents.reduce((sum, agent) => {
        const mean = agent.phase === 'talking' ? talkMean : wrapMean;
        return sum + 1 - Math.exp(-17_000 / Math.max(1000, mean - agent.ageMs));
      }, 0);
      const half = dropMax / 2;
      const boost = drop <= half ? 1 : drop >= dropMax ? 0.2 : 1 - (0.8 * (drop - half)) / half;
      const wanted = ((s.idleAgents + soon - s.calls.length * answerShare) / answerShare) * boost;
      return Math.min(3, Math.max(0, Math.floor(wanted)));
    },
  };
}
