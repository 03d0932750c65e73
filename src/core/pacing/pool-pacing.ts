import { stepDropBudget } from './drop-budget.js';
import { countOf, type LaneFacts, soundSpare } from './pacing-bounds.js';
import type { PacingDecision, PacingSettings } from './pacing-strategy.js';
import { type DueOfCampaign, dueOf, type PoolOutlook, poolHorizons, poolOutlook } from './pool-outlook.js';
import { type Contender, poolRisk, shareOut } from './pool-share.js';
import { type PoolSnapshot, poolFacts, weightOf } from './pool-snapshot.js';
import {
  confidenceOf,
  countKind,
  elapsedSince,
  freshLane,
  graceMsOf,
  learnLane,
  type PredictiveLane,
  soundCap,
  trustedShare,
} from './predictive-lane.js';
import { freshResidualTime, learnResidualTime, type ResidualTime } from './residual-time.js';

/**
 * Several campaigns that share their agents. An answer of any campaign may take the agent that another one's call was
 * placed for, so a call's risk is that its answer finds nobody given what is due from all of them; and each campaign
 * has a budget of drops of its own. Who dials next is who has had least for its weight.
 */

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
/**
 * Part of its cap that a campaign may risk while its budget is shut. Alone it would go on with one call a free agent;
 * here others would have filled every free agent before, and who can afford no drop would never dial again.
 */
const SHUT_SHARE = 0.25;

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
  const outlook = poolOutlook(snapshot, residual, before.graceMs, [...dues.values()], spans, facts.idle);
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
