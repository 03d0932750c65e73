import { liveDelayQuantilesMs } from './answer-odds.js';
import { riskOfAnswers, type SpareAgents, spareAgents } from './answer-risk.js';
import { answerRatePerMs, answersWithin, lineMsPerPerson } from './calls-in-flight.js';
import { stepDropBudget } from './drop-budget.js';
import {
  countOf,
  type LaneFacts,
  laneFacts,
  placementCeiling,
  progressiveFloor,
  soundSpare,
} from './pacing-bounds.js';
import type {
  PacedAgent,
  PacedCall,
  PacingDecision,
  PacingLimit,
  PacingObservation,
  PacingSettings,
} from './pacing-strategy.js';
import {
  confidenceOf,
  countKind,
  elapsedSince,
  freshLane,
  graceMsOf,
  HORIZON_SHARES,
  laneCalls,
  laneFactor,
  learnLane,
  type PredictiveLane,
  soundCap,
  trustedShare,
} from './predictive-lane.js';
import {
  busyAgents,
  freeWithin,
  freshResidualTime,
  learnResidualTime,
  type ResidualTime,
  serviceMs,
} from './residual-time.js';

/**
 * Several campaigns that share their agents. An answer of any campaign may take the agent that another one's call was
 * placed for, so a call's risk is that its answer finds nobody given what is due from all of them; and each campaign
 * has a budget of drops of its own. Who dials next is who has had least for its weight.
 */

/** One campaign of the pool as it stands. */
export interface PoolCampaign {
  readonly cap: number;
  /** Part of the agents' time it is to get, relative to the others. */
  readonly weight: number;
  readonly calls: readonly PacedCall[];
  readonly connectedToday: number;
  readonly abandonedToday: number;
  readonly contactsReady: number;
  /** Its people of the 29 days before today; left out where no month is kept. */
  readonly spareDrops?: number | undefined;
  readonly seen: readonly PacingObservation[];
}

export interface PoolSnapshot {
  readonly idleAgents: number;
  readonly busyAgents: readonly PacedAgent[];
  readonly freeChannels: number;
  readonly cpsRoom: number;
  readonly msLeftToday: number | null;
  readonly campaigns: ReadonlyMap<string, PoolCampaign>;
  /** What was learned of the agents. */
  readonly seen: readonly PacingObservation[];
}

/** Plain data of a pool; campaigns go by names that others choose, so they are kept in maps. */
export interface PoolState {
  readonly graceMs: number;
  readonly residual: ResidualTime;
  readonly lanes: ReadonlyMap<string, PredictiveLane>;
  /** People each campaign has had of late, forgotten over minutes. */
  readonly served: ReadonlyMap<string, number>;
  readonly steppedAtMs: number | null;
}

/** Time after which people served weigh 1/e: shares are kept over minutes, not over the day. */
const SERVED_MEMORY_MS = 900_000;
/** People, for a campaign of mean weight, by which another one may be ahead before it has to wait for it. */
const FAIR_SLACK = 1;
/**
 * Part of its cap that a campaign may risk while its budget is shut. Alone it would go on with one call a free agent;
 * here others would have filled every free agent before, and who can afford no drop would never dial again.
 */
const SHUT_SHARE = 0.25;

/** Weights beyond these are mistakes, and would overflow what is divided by them. */
const SMALLEST_WEIGHT = 0.001;
const LARGEST_WEIGHT = 1000;

/** A pool that has seen nothing. */
export function freshPool(settings: PacingSettings): PoolState {
  return {
    graceMs: graceMsOf(settings),
    residual: freshResidualTime(),
    lanes: new Map(),
    served: new Map(),
    steppedAtMs: null,
  };
}

/** A campaign at this step: what it may risk, what its calls promise, what it has had. */
interface Contender {
  readonly id: string;
  readonly weight: number;
  readonly threshold: number;
  /** Highest risk that others may bring on its calls while it can afford no drop; 1 while it can, or has none due. */
  readonly shelter: number;
  readonly shut: boolean;
  readonly most: number;
  /** Odds of a new call's answer, by horizon. */
  readonly newCallOdds: readonly number[];
  /** People served and due, for its weight. */
  had: number;
  placed: number;
  limit: PacingLimit | null;
}

interface DueOfCampaign {
  readonly lane: PredictiveLane;
  readonly odds: readonly (readonly number[])[];
  readonly counts: readonly (readonly number[])[];
  readonly newCallOdds: readonly number[];
  readonly due: number;
  /** Line time that a person of it costs. */
  readonly lineMs: number;
}

function weightOf(campaign: PoolCampaign): number {
  const { weight } = campaign;
  return weight > 0 ? Math.min(LARGEST_WEIGHT, Math.max(SMALLEST_WEIGHT, weight)) : 1;
}

/** The lane's counts for the pool as a whole. */
function poolFacts(snapshot: PoolSnapshot): LaneFacts {
  const campaigns = [...snapshot.campaigns.values()];
  return laneFacts({
    idleAgents: snapshot.idleAgents,
    busyAgents: snapshot.busyAgents,
    calls: campaigns.flatMap(({ calls }) => calls),
    connectedToday: campaigns.reduce((sum, { connectedToday }) => sum + countOf(connectedToday), 0),
    abandonedToday: campaigns.reduce((sum, { abandonedToday }) => sum + countOf(abandonedToday), 0),
    freeChannels: snapshot.freeChannels,
    cpsRoom: snapshot.cpsRoom,
    contactsReady: campaigns.reduce((sum, { contactsReady }) => sum + countOf(contactsReady), 0),
    msLeftToday: snapshot.msLeftToday,
  });
}

/** The delays at which the pool asks for risk: those of its campaigns, by what each has in flight. */
function poolHorizons(lanes: ReadonlyMap<string, PredictiveLane>, snapshot: PoolSnapshot): readonly number[] {
  const sums = HORIZON_SHARES.map(() => 0);
  let weight = 0;
  for (const [id, lane] of lanes) {
    const own = 1 + (snapshot.campaigns.get(id)?.calls.length ?? 0);
    weight += own;
    liveDelayQuantilesMs(lane.answers, HORIZON_SHARES).forEach((spanMs, i) => {
      sums[i] = (sums[i] ?? 0) + own * spanMs;
    });
  }
  return sums.map((sum) => sum / Math.max(1, weight));
}

function dueOf(lane: PredictiveLane, calls: readonly PacedCall[], spans: readonly number[]): DueOfCampaign {
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
interface PoolOutlook {
  readonly spares: readonly SpareAgents[];
  /** Mean time that a person keeps an agent. */
  readonly serviceMs: number;
  /** From the dial to a person, half of the time. */
  readonly delayMs: number;
}

function poolSpares(
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
      },
      idle,
    );
  });
  return { spares, serviceMs: serviceMs(agents), delayMs: spans[1] ?? 0 };
}

/** Risk when answers to the mean number of `added`, by horizon, are placed beside what is in flight. */
function poolRisk(spares: readonly SpareAgents[], added: readonly number[]): number {
  let risk = 0;
  for (let h = 0; h < spares.length; h++) {
    const spare = spares[h];
    risk += spare === undefined ? 0 : riskOfAnswers(spare, added[h] ?? 0);
  }
  return risk / Math.max(1, spares.length);
}

/**
 * The threshold a campaign dials by: its own, but while another one has had less than its part also the other's.
 * Otherwise whoever may drop more would fill every gap before it is safe enough for whoever may drop less.
 */
function allowedRisk(contender: Contender, all: readonly Contender[], slack: number): number {
  let allowed = contender.threshold;
  for (const other of all) {
    if (other !== contender) {
      allowed = Math.min(allowed, other.shelter);
    }
    if (other !== contender && other.most > 0 && other.had + slack / other.weight < contender.had) {
      allowed = Math.min(allowed, other.threshold);
    }
  }
  return allowed;
}

/** Shares out calls one by one (in larger handfuls to large pools) until each campaign is bound by something. */
function shareOut(contenders: readonly Contender[], spares: readonly SpareAgents[], facts: LaneFacts): void {
  const added = spares.map(() => 0);
  const weights = contenders.reduce((sum, { weight }) => sum + weight, 0);
  const slack = (FAIR_SLACK * weights) / Math.max(1, contenders.length);
  const handful = Math.max(1, Math.floor((facts.idle + facts.busy) / 100));
  const ceiling = placementCeiling(facts);
  const floor = Math.min(progressiveFloor(facts), facts.room);
  let left = Math.min(ceiling, facts.room);
  let total = 0;
  const open = new Set(contenders);
  while (open.size > 0 && left > 0) {
    const next = [...open].reduce((least, contender) => (contender.had < least.had ? contender : least));
    const count = Math.min(handful, left, next.most - next.placed, total < floor ? 1 : handful);
    if (count <= 0) {
      next.limit = 'contacts';
      open.delete(next);
      continue;
    }
    const after = added.map((due, h) => due + count * (next.newCallOdds[h] ?? 0));
    const byRisk = poolRisk(spares, after) <= allowedRisk(next, contenders, slack);
    if (!byRisk && total >= floor) {
      next.limit = next.shut ? 'budget' : 'risk';
      open.delete(next);
      continue;
    }
    after.forEach((due, h) => {
      added[h] = due;
    });
    next.placed += count;
    next.had += (count * (next.newCallOdds.at(-1) ?? 0)) / next.weight;
    next.limit = byRisk ? null : 'agents_free';
    total += count;
    left -= count;
  }
  for (const contender of open) {
    contender.limit ??= total >= ceiling ? 'ceiling' : facts.roomLimit;
  }
}

/** One step of the pool: how many calls of each campaign to place now. */
export function stepPool(
  before: PoolState,
  snapshot: PoolSnapshot,
  nowMs: number,
): { readonly state: PoolState; readonly decisions: ReadonlyMap<string, PacingDecision> } {
  const facts = poolFacts(snapshot);
  const elapsedMs = elapsedSince(before.steppedAtMs, nowMs);
  const keep = Math.exp(-elapsedMs / SERVED_MEMORY_MS);
  const learned = new Map<string, PredictiveLane>();
  const served = new Map<string, number>();
  for (const [id, { cap, seen, calls }] of snapshot.campaigns) {
    const known = { ...(before.lanes.get(id) ?? freshLane(cap)), cap: soundCap(cap) };
    learned.set(id, learnLane(known, seen, nowMs, calls.length));
    const people = countKind(seen, 'connected') + countKind(seen, 'abandoned');
    served.set(id, (before.served.get(id) ?? 0) * keep + people);
  }
  const residual = learnResidualTime(before.residual, snapshot.seen);
  const spans = poolHorizons(learned, snapshot);
  const dues = new Map<string, DueOfCampaign>();
  for (const [id, lane] of learned) {
    dues.set(id, dueOf(lane, snapshot.campaigns.get(id)?.calls ?? [], spans));
  }
  const outlook = poolSpares(snapshot, residual, before.graceMs, [...dues.values()], spans, facts.idle);
  const { spares } = outlook;
  const { contenders, lanes } = contendersOf(snapshot, dues, outlook, served, facts, elapsedMs, nowMs);
  if (facts.idle + facts.busy > 0) {
    shareOut(contenders, spares, facts);
  }
  const decisions = new Map<string, PacingDecision>();
  for (const contender of contenders) {
    decisions.set(
      contender.id,
      decisionOf(
        contender,
        facts,
        poolRisk(
          spares,
          spares.map(() => 0),
        ),
      ),
    );
  }
  return {
    state: {
      ...before,
      residual,
      lanes,
      served,
      steppedAtMs: Number.isFinite(nowMs) ? nowMs : before.steppedAtMs,
    },
    decisions,
  };
}

function contendersOf(
  snapshot: PoolSnapshot,
  dues: ReadonlyMap<string, DueOfCampaign>,
  outlook: PoolOutlook,
  served: ReadonlyMap<string, number>,
  facts: LaneFacts,
  elapsedMs: number,
  nowMs: number,
): { readonly contenders: Contender[]; readonly lanes: ReadonlyMap<string, PredictiveLane> } {
  const contenders: Contender[] = [];
  const lanes = new Map<string, PredictiveLane>();
  const shortfall = Math.max(0, ...outlook.spares.map((spare) => spare.shortfall));
  const weights = [...snapshot.campaigns.values()].reduce((sum, campaign) => sum + weightOf(campaign), 0);
  const allDue = [...dues.values()].reduce((sum, { due }) => sum + due, 0);
  for (const [id, campaign] of snapshot.campaigns) {
    const due = dues.get(id);
    if (due === undefined) {
      continue;
    }
    const weight = weightOf(campaign);
    const share = ((facts.idle + facts.busy) * weight) / weights;
    const perAgentMs = confidenceOf(due.lane) / Math.max(1000, due.lineMs + outlook.serviceMs);
    const verdict = stepDropBudget(
      due.lane.budget,
      due.lane.cap,
      {
        agents: Math.ceil(share),
        surePerMs: share * perAgentMs,
        delayMs: outlook.delayMs,
        spareDrops: soundSpare(campaign.spareDrops),
        connectedToday: countOf(campaign.connectedToday),
        abandonedToday: countOf(campaign.abandonedToday),
        msLeftToday: facts.msLeftToday,
        pendingDrops: allDue > 0 ? (shortfall * due.due) / allDue : 0,
      },
      { connected: countKind(campaign.seen, 'connected'), abandoned: countKind(campaign.seen, 'abandoned') },
      elapsedMs,
      nowMs,
    );
    lanes.set(id, { ...due.lane, budget: verdict.budget });
    contenders.push({
      id,
      weight,
      threshold:
        (verdict.shut ? Math.min(verdict.learned, SHUT_SHARE * due.lane.cap) : verdict.threshold) *
        trustedShare(due.lane),
      shelter: verdict.shut && due.due > 0 ? verdict.learned * trustedShare(due.lane) : 1,
      shut: verdict.shut,
      most: countOf(campaign.contactsReady),
      newCallOdds: due.newCallOdds,
      had: ((served.get(id) ?? 0) + due.due) / weight,
      placed: 0,
      limit: null,
    });
  }
  return { contenders, lanes };
}

function decisionOf(contender: Contender, facts: LaneFacts, risk: number): PacingDecision {
  const { placed, threshold, had } = contender;
  const limit = facts.idle + facts.busy === 0 ? 'no_agents' : (contender.limit ?? 'none');
  return {
    place: placed,
    limit,
    figures: { idle: facts.idle, busy: facts.busy, inFlight: facts.inFlight, risk, threshold, had },
    reason:
      `Pool: ${facts.idle} free of ${facts.idle + facts.busy} agents, ${facts.inFlight} calls of all campaigns in ` +
      `flight, risk ${(100 * risk).toFixed(1)} % of ${(100 * threshold).toFixed(1)} %, ${had.toFixed(1)} people ` +
      `served and due for its weight: place ${placed} (${limit})`,
  };
}
