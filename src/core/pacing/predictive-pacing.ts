import { horizonsMs } from './answer-odds.js';
import {
  LARGEST_EXACT_AGENTS,
  largestCountWithin,
  meanRisk,
  type SpareAgents,
  spareAgents,
} from './answer-risk.js';
import {
  answerRatePerMs,
  answersWithin,
  candidateOdds,
  lineMsPerPerson,
  peopleOdds,
} from './calls-in-flight.js';
import { refusedShare, troubleNote } from './carrier-trouble.js';
import { chooseContacts } from './contact-choice.js';
import { type BudgetVerdict, stepDropBudget, watchedMs } from './drop-budget.js';
import {
  boundPlacement,
  type LaneFacts,
  laneFacts,
  placementCeiling,
  progressiveFloor,
  soundSpare,
} from './pacing-bounds.js';
import type {
  PacedCall,
  PacingDecision,
  PacingSettings,
  PacingSnapshot,
  PacingStrategy,
} from './pacing-strategy.js';
import {
  confidenceOf,
  countKind,
  doubtOf,
  elapsedSince,
  freshLane,
  graceMsOf,
  HORIZON_SHARES,
  laneCalls,
  laneFactor,
  learnLane,
  type PredictiveLane,
  steadyFactor,
  trustedShare,
  withWanted,
} from './predictive-lane.js';
import { recallPredictive, retunePredictive } from './predictive-memory.js';
import {
  busyAgents,
  freeWithin,
  freshResidualTime,
  learnResidualTime,
  type ResidualTime,
  serviceMs,
} from './residual-time.js';
import { ringingToGiveUp } from './ringing-relief.js';
import {
  largestCountUnderShock,
  type ShockOutlook,
  type ShockRoom,
  shockCost,
  shockOf,
  shockOutlook,
  worstDeviations,
} from './shock-guard.js';

/** Plain data of one predictive lane and of its agents. */
export interface PredictivePacingState extends PredictiveLane {
  readonly graceMs: number;
  readonly cancelsRinging: boolean;
  readonly residual: ResidualTime;
}

/** Contacts looked at one by one; more of them choose no better. */
const MOST_COMPARED = 400;

function freshState(settings: PacingSettings): PredictivePacingState {
  return {
    ...freshLane(settings.abandonCap),
    graceMs: graceMsOf(settings),
    cancelsRinging: settings.cancelsRinging === true,
    residual: freshResidualTime(),
  };
}

interface Outlook {
  readonly spares: readonly SpareAgents[];
  readonly shocks: readonly ShockOutlook[];
  /** Deviations that the worst of a rise is reckoned with. */
  readonly shockDeviations: number;
  /** How many times as often people would answer had the list jumped. */
  readonly jumpTimes: number;
  readonly duePerMs: number;
  /** People per millisecond whom an agent serves with one line of his own. */
  readonly surePerAgentMs: number;
  /** From the dial to a person, half of the time. */
  readonly delayMs: number;
  readonly answersDue: number;
  readonly agentsDue: number;
  /** Odds of the next contacts by horizon; empty where nothing tells them apart. */
  readonly candidates: readonly Float64Array[];
}

/** Less doubt than this is lost in the chance of single calls. */
const SMALL_DOUBT = 0.15;

/**
 * The answer rates that are looked at: what is believed, or where few people were seen, as much above as below it, for a
 * small team, whose chances are reckoned out exactly. A large one has the doubt in its deviation.
 */
function beliefsOf(factor: number, doubt: number, agents: number): readonly number[] {
  const unsure = doubt > SMALL_DOUBT && agents <= LARGEST_EXACT_AGENTS;
  return unsure ? [factor * (1 - doubt), factor * (1 + doubt)] : [factor];
}

/** What is due at each horizon: answers of the calls in flight and agents about to be free. */
function outlookOf(state: PredictivePacingState, snapshot: PacingSnapshot, idle: number): Outlook {
  const estimates = (snapshot.nextEstimates ?? []).slice(0, MOST_COMPARED);
  const calls = laneCalls(state, snapshot.calls, estimates.length > 0);
  const agents = busyAgents(state.residual, snapshot.busyAgents);
  const factor = laneFactor(state);
  let answersDue = 0;
  let agentsDue = 0;
  const candidates: Float64Array[] = [];
  const shocks: ShockOutlook[] = [];
  const spans = horizonsMs(state.answers, HORIZON_SHARES, watchedMs(state.budget));
  const doubt = doubtOf(state);
  const peoplePerMs = snapshot.busyAgents.length / Math.max(1000, serviceMs(agents));
  const [firstMs = 0, , lastMs = 0] = spans;
  const odds = peopleOdds(calls);
  const shock = shockOf(factor * odds, state.peak, peoplePerMs, firstMs, lastMs);
  const beliefs = beliefsOf(factor, doubt, idle + snapshot.busyAgents.length);
  const outlooks = spans.flatMap((spanMs) => beliefs.map((belief) => ({ spanMs, belief })));
  const spares = outlooks.map(({ spanMs, belief }) => {
    const due = answersWithin(calls, spanMs, belief);
    const free = freeWithin(agents, spanMs + state.graceMs);
    if (estimates.length > 0) {
      candidates.push(candidateOdds(calls, estimates, spanMs, belief));
    }
    answersDue = due.odds.reduce((sum, p, i) => sum + p * (due.counts[i] ?? 0), 0);
    agentsDue = free.odds.reduce((sum, p, i) => sum + p * (free.counts[i] ?? 0), 0);
    const horizon = {
      newCallOdds: due.newCallOdds,
      answerOdds: due.odds,
      answerCounts: due.counts,
      renewedOdds: due.renewed,
      freeOdds: free.odds,
      freeCounts: free.counts,
      doubt,
    };
    shocks.push(shockOutlook(horizon, idle, shock));
    return spareAgents(horizon, idle);
  });
  return {
    spares,
    shocks,
    shockDeviations: worstDeviations(shock),
    jumpTimes: shockOf(steadyFactor(state) * odds, state.peak, peoplePerMs, firstMs, lastMs).times,
    duePerMs: answerRatePerMs(calls),
    surePerAgentMs: confidenceOf(state) / Math.max(1000, lineMsPerPerson(calls) + serviceMs(agents)),
    delayMs: spans[1] ?? 0,
    answersDue,
    agentsDue,
    candidates,
  };
}

function decide(
  state: PredictivePacingState,
  facts: LaneFacts,
  outlook: Outlook,
  verdict: BudgetVerdict,
): PacingDecision {
  const confidence = confidenceOf(state);
  const threshold = verdict.threshold * trustedShare(state);
  // One more than what will be cut anyway tells what bound the decision.
  const most = Math.min(placementCeiling(facts), facts.room) + 1;
  const byThreshold = largestCountWithin(outlook.spares, threshold, most);
  const byRisk = largestCountUnderShock(
    outlook.shocks,
    verdict.shockRoom,
    byThreshold,
    outlook.shockDeviations,
  );
  const floor = progressiveFloor(facts);
  const because = floor > byRisk ? 'agents_free' : 'risk';
  const chosen = choosePicks(outlook, facts, threshold, verdict.shockRoom);
  // Where all that were shown are taken, those behind them are counted as average ones.
  const all = chosen !== null && chosen.picks.length === outlook.candidates[0]?.length;
  const wanted = all ? Math.max(byRisk, chosen.picks.length) : (chosen?.picks.length ?? byRisk);
  const { place, limit } = boundPlacement(wanted, verdict.shut ? 'budget' : because, facts);
  const picks = all ? undefined : chosen?.picks.slice(0, place);
  const risk = all ? meanRisk(outlook.spares, place) : (chosen?.risk ?? meanRisk(outlook.spares, place));
  const factor = laneFactor(state);
  return {
    place,
    limit,
    ...(picks === undefined || picks.length < place || place === 0 ? {} : { picks }),
    figures: {
      idle: facts.idle,
      busy: facts.busy,
      inFlight: facts.inFlight,
      answersDue: outlook.answersDue,
      agentsDue: outlook.agentsDue,
      risk,
      threshold,
      budgetRate: verdict.rate,
      answerRateFactor: factor,
      confidence,
      shockRoom: verdict.shockRoom.likely,
      shockCost: shockCost(outlook.shocks, place),
      carrierRefuses: refusedShare(state.trouble),
    },
    reason:
      `Predictive: ${facts.idle} free, ${outlook.agentsDue.toFixed(1)} agents and ${outlook.answersDue.toFixed(1)} ` +
      `answers due, risk ${(100 * risk).toFixed(1)} % of ${(100 * threshold).toFixed(1)} %, budget ` +
      `${(100 * verdict.rate).toFixed(2)} % (${verdict.binding})${riseNote(byThreshold, byRisk, verdict)}, answer rate ×${factor.toFixed(2)}${troubleNote(state.trouble)}: place ${place} (${limit})`,
  };
}

/** What to say of a rise of the answer rate that was prepared for; nothing where the risk alone decides. */
function riseNote(byThreshold: number, byRisk: number, { shockRoom }: BudgetVerdict): string {
  return byRisk < byThreshold ? `, a rise may cost ${shockRoom.likely.toFixed(1)} drops` : '';
}

/** Which of the next contacts to dial, where they differ; `null` where nothing is known of single ones. */
function choosePicks(
  outlook: Outlook,
  facts: LaneFacts,
  threshold: number,
  shockRoom: ShockRoom,
): { readonly picks: readonly number[]; readonly risk: number } | null {
  const last = outlook.candidates.at(-1);
  if (last === undefined) {
    return null;
  }
  const floor = progressiveFloor(facts);
  const most = Math.min(placementCeiling(facts), facts.room);
  const bearable = largestCountUnderShock(outlook.shocks, shockRoom, most, outlook.shockDeviations);
  const chosen = chooseContacts({
    spares: outlook.spares,
    odds: outlook.candidates,
    threshold,
    floor,
    most,
    mostAnswers:
      bearable < most
        ? Math.max(0, bearable - floor) * (outlook.spares.at(-1)?.newCallOdds ?? 0)
        : Number.POSITIVE_INFINITY,
    order: dialOrder(last, floor),
  });
  return chosen;
}

/**
 * The order in which contacts are tried. Calls that a free agent waits for cannot drop anybody: there the likeliest to
 * answer are worth most. Calls ahead of the agents are made of the least likely, each a small part of the risk, so that
 * the threshold is filled closely and news comes between them. Either kind leaves the list as fast as it comes in: what
 * is not wanted for the one piles up for the other.
 */
function dialOrder(odds: Float64Array, floor: number): readonly number[] {
  const likeliest = Array.from(odds, (_, position) => position).sort(
    (a, b) => (odds[b] ?? 0) - (odds[a] ?? 0) || a - b,
  );
  return [...likeliest.slice(0, floor), ...likeliest.slice(floor).reverse()];
}

/** The decision with what it gives up of the calls that ring, where the campaign lets it. */
function relieved(
  state: PredictivePacingState,
  decision: PacingDecision,
  outlook: Outlook,
  calls: readonly PacedCall[],
): PacingDecision {
  if (!state.cancelsRinging || decision.place > 0) {
    return decision;
  }
  const threshold = decision.figures['threshold'] ?? 0;
  const cancel = ringingToGiveUp(calls, meanRisk(outlook.spares, 0), threshold);
  return cancel === 0
    ? decision
    : { ...decision, cancel, reason: `${decision.reason}; gives up ${cancel} that ring` };
}

/** The worst case, whatever went wrong: one call per free agent. */
function progressiveDecision(facts: LaneFacts): PacingDecision {
  const { place, limit } = boundPlacement(0, 'agents_free', facts);
  return {
    place,
    limit,
    figures: { idle: facts.idle, busy: facts.busy, inFlight: facts.inFlight },
    reason: `Predictive fell back to progressive (its figures do not add up): place ${place} (${limit})`,
  };
}

function allFinite(decision: PacingDecision): boolean {
  return Object.values(decision.figures).every((value) => Number.isFinite(value));
}

/**
 * Keeps dialling while the chance that the next person finds no agent stays below a threshold that the measured
 * drops set. Learns everything from the lane's own events.
 */
export const predictivePacing: PacingStrategy<PredictivePacingState> = {
  name: 'predictive',
  init: freshState,
  retune: retunePredictive,
  recall: recallPredictive,
  step: (before, snapshot, observations, nowMs) => {
    const facts = laneFacts(snapshot);
    const elapsedMs = elapsedSince(before.steppedAtMs, nowMs);
    const learned: PredictivePacingState = {
      ...before,
      ...learnLane(before, observations, nowMs, facts.inFlight),
      residual: learnResidualTime(before.residual, observations),
    };
    const outlook = outlookOf(learned, snapshot, facts.idle);
    const verdict = stepDropBudget(
      learned.budget,
      learned.cap,
      {
        agents: facts.idle + facts.busy,
        connectedToday: facts.connectedToday,
        abandonedToday: facts.abandonedToday,
        msLeftToday: facts.msLeftToday,
        pendingDrops: Math.max(0, ...outlook.spares.map((spare) => spare.shortfall)),
        surePerMs: (facts.idle + facts.busy) * outlook.surePerAgentMs,
        delayMs: outlook.delayMs,
        spareDrops: soundSpare(snapshot.spareDrops),
      },
      { connected: countKind(observations, 'connected'), abandoned: countKind(observations, 'abandoned') },
      elapsedMs,
      nowMs,
    );
    const jump = { ...learned.jump, times: outlook.jumpTimes };
    const state = { ...learned, jump, budget: verdict.budget, duePerMs: outlook.duePerMs };
    const decision = decide(state, facts, outlook, verdict);
    const sound = allFinite(decision)
      ? relieved(state, decision, outlook, snapshot.calls)
      : progressiveDecision(facts);
    return { state: withWanted(state, sound.place), decision: sound };
  },
};
