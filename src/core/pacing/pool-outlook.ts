import { horizonsMs } from './answer-odds.js';
import { type SpareAgents, spareAgents } from './answer-risk.js';
import { answerRatePerMs, answersWithin, lineMsPerPerson } from './calls-in-flight.js';
import { watchedMs } from './drop-budget.js';
import type { PacedCall } from './pacing-strategy.js';
import type { PoolSnapshot } from './pool-snapshot.js';
import { doubtOf, HORIZON_SHARES, laneCalls, laneFactor, type PredictiveLane } from './predictive-lane.js';
import { busyAgents, freeWithin, type ResidualTime, serviceMs } from './residual-time.js';

/** What the calls of one campaign promise, by horizon. */
export interface DueOfCampaign {
  readonly lane: PredictiveLane;
  readonly odds: readonly (readonly number[])[];
  readonly counts: readonly (readonly number[])[];
  readonly newCallOdds: readonly number[];
  readonly due: number;
  /** Line time that a person of it costs. */
  readonly lineMs: number;
}

/** The delays at which the pool asks for risk: those of its campaigns, by what each has in flight. */
export function poolHorizons(
  lanes: ReadonlyMap<string, PredictiveLane>,
  snapshot: PoolSnapshot,
): readonly number[] {
  const sums = HORIZON_SHARES.map(() => 0);
  let weight = 0;
  for (const [id, lane] of lanes) {
    const own = 1 + (snapshot.campaigns.get(id)?.calls.length ?? 0);
    weight += own;
    horizonsMs(lane.answers, HORIZON_SHARES, watchedMs(lane.budget)).forEach((spanMs, i) => {
      sums[i] = (sums[i] ?? 0) + own * spanMs;
    });
  }
  return sums.map((sum) => sum / Math.max(1, weight));
}

/** What a campaign's calls promise within each of `spans`. */
export function dueOf(
  lane: PredictiveLane,
  calls: readonly PacedCall[],
  spans: readonly number[],
): DueOfCampaign {
  const inFlight = laneCalls(lane, calls);
  const factor = laneFactor(lane);
  const dues = spans.map((spanMs) => answersWithin(inFlight, spanMs, factor));
  const last = dues.at(-1);
  return {
    lane: { ...lane, duePerMs: answerRatePerMs(inFlight) },
    odds: dues.map(({ odds }) => odds),
    counts: dues.map(({ counts }) => counts),
    newCallOdds: dues.map(({ newCallOdds }) => newCallOdds),
    lineMs: lineMsPerPerson(inFlight),
    due: last === undefined ? 0 : last.odds.reduce((sum, p, i) => sum + p * (last.counts[i] ?? 0), 0),
  };
}

/** What the agents of the pool are about to be asked for. */
export interface PoolOutlook {
  readonly spares: readonly SpareAgents[];
  /** Mean time that a person keeps an agent. */
  readonly serviceMs: number;
  /** From the dial to a person, half of the time. */
  readonly delayMs: number;
}

/** Who is spare of the pool's agents at each horizon, given all that is due. */
export function poolOutlook(
  snapshot: PoolSnapshot,
  residual: ResidualTime,
  graceMs: number,
  dues: readonly DueOfCampaign[],
  spans: readonly number[],
  idle: number,
): PoolOutlook {
  const agents = busyAgents(residual, snapshot.busyAgents);
  const spares = spans.map((spanMs, h) => {
    const free = freeWithin(agents, spanMs + graceMs);
    return spareAgents(
      {
        // What is placed is counted in answers, not in calls: campaigns differ in how many calls make one.
        newCallOdds: 1,
        answerOdds: dues.flatMap(({ odds }) => odds[h] ?? []),
        answerCounts: dues.flatMap(({ counts }) => counts[h] ?? []),
        freeOdds: free.odds,
        freeCounts: free.counts,
        doubt: Math.max(0, ...dues.map(({ lane }) => doubtOf(lane))),
      },
      idle,
    );
  });
  return { spares, serviceMs: serviceMs(agents), delayMs: spans[1] ?? 0 };
}
