import type { CallState } from '../core/call/call-state.js';
import { BRIDGE_RESERVE_MS } from '../core/call/step-answered-call.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import { type LanePacer, startLanePacer } from '../core/pacing/pacing-strategies.js';
import type {
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
  readonly freeChannels: number;
  readonly cpsRoom: number;
  readonly contactsReady: number;
}

/** How many calls to place for whoever will be free, and for whom each of the others. */
export interface LanePlan {
  readonly decision: PacingDecision;
  readonly ahead: number;
  readonly owners: readonly AgentSupervisor[];
}

/** The agents of a campaign that run in one mode, the calls placed for them, and the strategy that paces them. */
export class PacingLane {
  readonly mode: DialMode;
  readonly calls = new Set<CallSupervisor>();
  /** Calls between two carriers: the first brought them to nothing, the next has not been asked yet. */
  betweenCarriers = 0;
  lastDecision: PacingDecision | null = null;
  readonly #start: PacerStarter;
  #settings: PacingSettings;
  #pacer: LanePacer;
  #observations: PacingObservation[] = [];

  constructor(mode: DialMode, campaign: CampaignSettings, start: PacerStarter = paceByMode) {
    this.mode = mode;
    this.#start = start;
    this.#settings = settingsOf(campaign);
    this.#pacer = start(campaign, mode, this.#settings);
  }

  /** New settings; what was learnt is kept unless they change what the strategy rests on. */
  configure(campaign: CampaignSettings): void {
    const settings = settingsOf(campaign);
    if (JSON.stringify(settings) !== JSON.stringify(this.#settings)) {
      this.#settings = settings;
      this.#pacer = this.#start(campaign, this.mode, settings);
    }
  }

  observe(observation: PacingObservation): void {
    this.#observations.push(observation);
  }

  /**
   * At most `roomAhead` calls leave for whoever will be free, whatever the strategy would do (R27, R28); what it wants
   * beyond them is dialled for a free agent of its own each, whom no other call, campaign or wish to pause can take.
   */
  decide(
    agents: readonly AgentSupervisor[],
    room: LaneRoom,
    nowMs: number,
    roomAhead = Number.POSITIVE_INFINITY,
  ): LanePlan {
    const { idle, busy } = countAgents(agents, nowMs);
    const observations = this.#observations;
    this.#observations = [];
    const snapshot = {
      idleAgents: idle.length,
      busyAgents: busy,
      calls: this.#pacedCalls(nowMs),
      msLeftToday: null,
      ...room,
    };
    // Asked in any case, so that it goes on learning.
    const { pacer, decision } = this.#pacer.step(snapshot, observations, nowMs);
    this.#pacer = pacer;
    const plan = heldTo(decision, roomAhead, snapshot.calls.length, idle);
    this.lastDecision = plan.decision;
    return plan;
  }

  #pacedCalls(nowMs: number): PacedCall[] {
    const paced: PacedCall[] = Array.from({ length: this.betweenCarriers }, () => JUST_PLACED);
    for (const call of this.calls) {
      if (call.state.plan.reservedAgentId !== null) {
        continue;
      }
      const view = pacedCall(call.state, nowMs);
      if (view !== null) {
        paced.push(view);
      }
    }
    return paced;
  }
}

/** The decision with no more than `roomAhead` calls ahead, and a call of his own for each agent who is free beyond. */
function heldTo(
  decision: PacingDecision,
  roomAhead: number,
  inFlight: number,
  idle: readonly AgentSupervisor[],
): LanePlan {
  if (decision.place <= roomAhead) {
    return { decision, ahead: decision.place, owners: [] };
  }
  // Who is free and owed to a call in flight stays free for it.
  const free = Math.max(0, idle.length - inFlight - roomAhead);
  const owners = idle.slice(0, Math.min(free, decision.place - roomAhead));
  const place = roomAhead + owners.length;
  const reason = `${decision.reason}. Held to ${roomAhead} ahead and ${owners.length} with an agent of their own: else too many people may meet none.`;
  return { decision: { ...decision, place, limit: 'budget', reason }, ahead: roomAhead, owners };
}

function settingsOf(campaign: CampaignSettings): PacingSettings {
  return {
    ratio: campaign.powerRatio,
    abandonCap: campaign.abandonCap,
    connectDeadlineMs: campaign.connectDeadlineMs - BRIDGE_RESERVE_MS,
    ringTimeoutMs: campaign.ringTimeoutMs,
    amd: campaign.amd,
  };
}

function countAgents(
  agents: readonly AgentSupervisor[],
  nowMs: number,
): { idle: AgentSupervisor[]; busy: PacedAgent[] } {
  const idle: AgentSupervisor[] = [];
  const busy: PacedAgent[] = [];
  for (const agent of agents) {
    const { state } = agent;
    const ageMs = nowMs - state.sinceMs;
    const leaving = state.pending !== null;
    if (state.name === 'available') {
      // Who wants to leave takes whoever answers now, and nobody is dialled for him.
      if (!leaving) {
        idle.push(agent);
      }
    } else if (state.name === 'talking' || state.name === 'reserved') {
      busy.push({ phase: 'talking', ageMs, leaving });
    } else if (state.name === 'wrap_up') {
      busy.push({ phase: 'wrap_up', ageMs, leaving });
    }
  }
  return { idle, busy };
}

/** What pacing sees of a call that has not reached an agent; null once it has, or is over. */
function pacedCall(state: CallState, nowMs: number): PacedCall | null {
  const since = (atMs: number | null): number | null => (atMs === null ? null : nowMs - atMs);
  switch (state.phase) {
    case 'committing': {
      return JUST_PLACED;
    }
    case 'dialing':
    case 'ringing': {
      return {
        ageMs: since(state.tDialMs) ?? 0,
        ringingMs: since(state.tRingMs),
        screeningMs: null,
        waiting: false,
      };
    }
    case 'screening':
    case 'waiting': {
      return {
        ageMs: since(state.tDialMs) ?? 0,
        ringingMs: since(state.tRingMs),
        screeningMs: state.phase === 'screening' ? since(state.tAnswerMs) : null,
        waiting: state.phase === 'waiting',
      };
    }
    default: {
      return null;
    }
  }
}
