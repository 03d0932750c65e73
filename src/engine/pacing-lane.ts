import { BRIDGE_RESERVE_MS } from '../core/call/call-clocks.js';
import type { CallState } from '../core/call/call-state.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import { MINUTE } from '../core/kernel/time.js';
import { type LanePacer, type PacerMemory, startLanePacer } from '../core/pacing/pacing-strategies.js';
import type {
  MemoryAge,
  PacedAgent,
  PacedCall,
  PacingDecision,
  PacingObservation,
  PacingSettings,
} from '../core/pacing/pacing-strategy.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { PacerStarter } from './engine-ports.js';

/** Each mode has a strategy of its own. */
export const paceByMode: PacerStarter = (_campaign, mode, settings) => startLanePacer(mode, settings);

const JUST_PLACED: PacedCall = { ageMs: 0, ringingMs: null, screeningMs: null, waiting: false };

/** What the campaign knows beside the lane's own agents and calls. */
export interface LaneRoom {
  readonly connectedToday: number;
  readonly abandonedToday: number;
  readonly msLeftToday: number | null;
  readonly freeChannels: number;
  readonly cpsRoom: number;
  readonly contactsReady: number;
  readonly spareDrops: number;
  /** Odds of the next contacts in their order, where they are told apart. */
  readonly nextEstimates?: readonly number[];
}

/** What the strategy of a lane would do, and what it went by. */
export interface LaneAnswer {
  readonly decision: PacingDecision;
  readonly calls: readonly PacedCall[];
  readonly seen: readonly PacingObservation[];
}

/** How many calls to place for whoever will be free, and for whom each of the others. */
export interface LanePlan {
  readonly decision: PacingDecision;
  readonly ahead: number;
  readonly owners: readonly AgentSupervisor[];
  /** Positions of the contacts to dial, of those ahead and of those with an owner; null: the next ones in order. */
  readonly picks: { readonly ahead: readonly number[]; readonly owned: readonly number[] } | null;
}

/** What was said of a call's contact when it was dialled. */
export interface ContactSayings {
  said(call: CallSupervisor): { readonly estimate?: number };
}

/** The agents of a campaign that run in one mode, the calls placed for them, and the strategy that paces them. */
export class PacingLane {
  readonly mode: DialMode;
  readonly calls = new Set<CallSupervisor>();
  readonly #said: ContactSayings;
  /** Calls between two carriers: the first brought them to nothing, the next has not been asked yet. */
  betweenCarriers = 0;
  lastDecision: PacingDecision | null = null;
  #settings: PacingSettings;
  #pacer: LanePacer;
  #observations: PacingObservation[] = [];

  constructor(
    mode: DialMode,
    campaign: CampaignSettings,
    said: ContactSayings,
    start: PacerStarter = paceByMode,
  ) {
    this.mode = mode;
    this.#said = said;
    this.#settings = pacingSettingsOf(campaign);
    this.#pacer = start(campaign, mode, this.#settings);
  }

  /** New settings; what was learnt is kept unless they change what the strategy rests on. */
  configure(campaign: CampaignSettings): void {
    const settings = pacingSettingsOf(campaign);
    if (JSON.stringify(settings) !== JSON.stringify(this.#settings)) {
      this.#settings = settings;
      this.#pacer = this.#pacer.retune(settings);
    }
  }

  /** What is worth keeping for a restart; null while nothing was learned. */
  memory(): PacerMemory | null {
    return this.lastDecision === null ? null : this.#pacer.memory();
  }

  /** Takes up what was kept, unless it has begun to learn by itself. */
  recall(kept: unknown, age: MemoryAge): void {
    if (this.lastDecision === null) {
      this.#pacer = this.#pacer.recall(kept, age);
    }
  }

  observe(observation: PacingObservation): void {
    this.#observations.push(observation);
  }

  /** What the strategy would do. It is asked in any case, so that it goes on learning. */
  ask(agents: readonly AgentSupervisor[], room: LaneRoom, nowMs: number): LaneAnswer {
    const { idle, busy } = countAgents(agents, nowMs);
    const seen = this.#observations;
    this.#observations = [];
    const calls = this.pacedCalls(nowMs);
    const snapshot = { idleAgents: idle.length, busyAgents: busy, calls, ...room };
    const { pacer, decision } = this.#pacer.step(snapshot, seen, nowMs);
    this.#pacer = pacer;
    return { decision: withRest(decision, room.msLeftToday), calls, seen };
  }

  /**
   * At most `roomAhead` calls leave for whoever will be free, whatever the strategy would do (R27, R28); what it wants
   * beyond them is dialled for a free agent of its own each, whom no other call, campaign or wish to pause can take.
   * `inFlight` is how many calls may take these agents.
   */
  hold(
    decision: PacingDecision,
    agents: readonly AgentSupervisor[],
    inFlight: number,
    roomAhead: number,
  ): LanePlan {
    const plan = heldTo(decision, roomAhead, inFlight, agents.filter(isFree));
    this.lastDecision = plan.decision;
    return plan;
  }

  /** Gives up so many of the calls that ring, those that rang longest first; each rings as long as R32 wants (R32). */
  giveUp(count: number): void {
    const ringing = [...this.calls]
      .filter(
        ({ state }) => state.phase === 'ringing' && state.plan.reservedAgentId === null && !state.cancelled,
      )
      .sort((a, b) => (a.state.tRingMs ?? 0) - (b.state.tRingMs ?? 0));
    for (const call of ringing.slice(0, count)) {
      call.input({ kind: 'cancel', exemption: null });
    }
  }

  get strategy(): string {
    return this.#pacer.name;
  }

  /** The strategy's memory for another that paces in its stead. */
  learned(): PacerMemory {
    return this.#pacer.memory();
  }

  /** Calls that have not reached an agent and are for whoever will be free. */
  pacedCalls(nowMs: number): PacedCall[] {
    const paced: PacedCall[] = Array.from({ length: this.betweenCarriers }, () => JUST_PLACED);
    for (const call of this.calls) {
      // Who answers on a switch that is gone reaches nobody.
      if (call.state.plan.reservedAgentId !== null || call.stranded) {
        continue;
      }
      const view = pacedCall(call.state, nowMs, this.#said.said(call).estimate);
      if (view !== null) {
        paced.push(view);
      }
    }
    return paced;
  }
}

/** The decision with how much of the day it was planned for. */
function withRest(decision: PacingDecision, msLeftToday: number | null): PacingDecision {
  return msLeftToday === null
    ? decision
    : { ...decision, figures: { ...decision.figures, minutesLeft: msLeftToday / MINUTE } };
}

/** The decision with no more than `roomAhead` calls ahead, and a call of his own for each agent who is free beyond. */
function heldTo(
  decision: PacingDecision,
  roomAhead: number,
  inFlight: number,
  idle: readonly AgentSupervisor[],
): LanePlan {
  if (decision.place <= roomAhead) {
    const { picks } = decision;
    return {
      decision,
      ahead: decision.place,
      owners: [],
      picks: picks === undefined ? null : { ahead: picks, owned: [] },
    };
  }
  // Who is free and owed to a call in flight stays free for it.
  const free = Math.max(0, idle.length - inFlight - roomAhead);
  const owners = idle.slice(0, Math.min(free, decision.place - roomAhead));
  const place = roomAhead + owners.length;
  const reason = `${decision.reason}. Held to ${roomAhead} ahead and ${owners.length} with an agent of their own: else too many people may meet none.`;
  // The likeliest stand first: they go to agents of their own, whom they cannot miss; the least likely go ahead.
  const { picks, ...rest } = decision;
  const held: PacingDecision = { ...rest, place, limit: 'budget', reason };
  return {
    decision: held,
    ahead: roomAhead,
    owners,
    picks:
      picks === undefined
        ? null
        : {
            owned: picks.slice(0, owners.length),
            ahead: picks.slice(owners.length).slice(picks.length - owners.length - roomAhead),
          },
  };
}

/** What of a campaign's settings pacing goes by. */
export function pacingSettingsOf(campaign: CampaignSettings): PacingSettings {
  return {
    ratio: campaign.powerRatio,
    abandonCap: campaign.abandonCap,
    connectDeadlineMs: campaign.connectDeadlineMs - BRIDGE_RESERVE_MS,
    ringTimeoutMs: campaign.ringTimeoutMs,
    amd: campaign.amd,
    cancelsRinging: campaign.cancelsRinging,
  };
}

/** Who wants to leave takes whoever answers now, and nobody is dialled for him. */
function isFree({ state }: AgentSupervisor): boolean {
  return state.name === 'available' && state.pending === null;
}

/** Free agents that a campaign may count on: who works for others too may be theirs when a call is answered. */
export function freeFor(agents: readonly AgentSupervisor[]): number {
  return agents.filter((agent) => isFree(agent) && agent.campaignIds.length === 1).length;
}

/** Free agents, and those who work. */
export function countAgents(
  agents: readonly AgentSupervisor[],
  nowMs: number,
): { idle: AgentSupervisor[]; busy: PacedAgent[] } {
  const idle: AgentSupervisor[] = [];
  const busy: PacedAgent[] = [];
  for (const agent of agents) {
    const { state } = agent;
    const ageMs = nowMs - state.sinceMs;
    const leaving = state.pending !== null;
    if (isFree(agent)) {
      idle.push(agent);
    } else if (state.name === 'talking' || state.name === 'reserved') {
      busy.push({ phase: 'talking', ageMs, leaving });
    } else if (state.name === 'wrap_up') {
      busy.push({ phase: 'wrap_up', ageMs, leaving });
    }
  }
  return { idle, busy };
}

/**
 * What pacing sees of a call that has not reached an agent; null once it has, or is over. All are of one shape, for a
 * floor of thousands reads tens of thousands of them.
 */
function pacedCall(state: CallState, nowMs: number, estimate: number | undefined): PacedCall | null {
  const since = (atMs: number | null): number | null => (atMs === null ? null : nowMs - atMs);
  switch (state.phase) {
    case 'committing': {
      return { ...JUST_PLACED, estimate };
    }
    case 'dialing':
    case 'ringing': {
      return {
        ageMs: since(state.tDialMs) ?? 0,
        ringingMs: since(state.tRingMs),
        screeningMs: null,
        waiting: false,
        estimate,
      };
    }
    case 'screening':
    case 'waiting': {
      return {
        ageMs: since(state.tDialMs) ?? 0,
        ringingMs: since(state.tRingMs),
        screeningMs: state.phase === 'screening' ? since(state.tAnswerMs) : null,
        waiting: state.phase === 'waiting',
        estimate,
      };
    }
    default: {
      return null;
    }
  }
}
