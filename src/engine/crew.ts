import { type CallPhase, IN_FLIGHT_PHASES } from '../core/call/call-phase.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentDuties } from './agent-duties.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { EventBus } from './event-bus.js';
import { AUTOMATIC_MODES } from './pace-loop.js';

/** Nobody who wants to leave is kept for longer, whatever becomes of the calls that ring. */
export const LONGEST_STAY_MS = 60 * SECOND;
/** Who is kept is looked at this often, besides at each call that is over. */
const BEAT_MS = 5 * SECOND;

export interface CrewDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly floor: AgentFloor;
  readonly duties: AgentDuties;
  readonly runnersOf: (agent: AgentSupervisor) => readonly CampaignRunner[];
  /** Calls that come in; null where none do. */
  readonly inbound: InboundCallers | null;
}

/** Who else wants a free agent. */
export interface InboundCallers {
  /** True when he was given a caller, or is kept for one. */
  agentFree(agent: AgentSupervisor): boolean;
}

/**
 * Agents between two calls: whom a free one takes next, and when one who wants to leave may. Calls ring for whoever is
 * free, so a crew that left the moment it asked to would leave behind the people who pick up seconds later: who asked
 * takes no new calls, and goes once what rang by then is answered, given up, or sure to find somebody who stays.
 */
export class Crew {
  readonly #deps: CrewDeps;
  readonly #leaving = new Set<AgentSupervisor>();
  readonly #unlisten: readonly (() => void)[];
  #beat: Timer | null = null;

  constructor(deps: CrewDeps) {
    this.#deps = deps;
    this.#unlisten = [
      deps.bus.on('call:moved', ({ from, to }) => this.#callMoved(from, to)),
      deps.bus.on('call:closed', () => this.#look()),
    ];
  }

  close(): void {
    for (const unlisten of this.#unlisten) {
      unlisten();
    }
    this.#stopBeat();
  }

  /** A free agent: the person who waits longest comes first, over all his campaigns. */
  free(agent: AgentSupervisor): void {
    const { duties, runnersOf } = this.#deps;
    if (duties.restInstead(agent) && agent.state.name !== 'available') {
      return;
    }
    const runners = runnersOf(agent);
    const waiting = runners
      .filter((runner) => runner.waitingUntilMs !== null)
      .sort((a, b) => (a.waitingUntilMs ?? 0) - (b.waitingUntilMs ?? 0));
    if (waiting.some((runner) => runner.serve(agent)) || agent.state.pending !== null) {
      return;
    }
    // After whom we called: he has two seconds, a caller his patience.
    if (this.#deps.inbound?.agentFree(agent) === true) {
      return;
    }
    for (const runner of runners) {
      runner.agentIdle(agent);
    }
  }

  moved(agent: AgentSupervisor): void {
    const { name, pending } = agent.state;
    if (name !== 'available' || pending === null) {
      this.#leaving.delete(agent);
    } else if (!this.#leaving.has(agent)) {
      this.#leaving.add(agent);
      this.#giveUpRinging(agent);
      this.#startBeat();
    }
  }

  /** Calls ring that were dialled before `askedMs` and may need the agent. */
  owes(agent: AgentSupervisor, askedMs: number): boolean {
    const { clock, runnersOf } = this.#deps;
    if (clock.now() - askedMs >= LONGEST_STAY_MS) {
      return false;
    }
    return runnersOf(agent).some(
      (runner) => AUTOMATIC_MODES.includes(runner.modeOf(agent)) && this.#needs(runner, agent, askedMs),
    );
  }

  /** True while more people may pick up than agents who stay are free. */
  #needs(runner: CampaignRunner, agent: AgentSupervisor, askedMs: number): boolean {
    const share = runner.tally.peopleShare;
    let calls = 0;
    let people = 0;
    for (const call of runner.calls.values()) {
      if (isOwed(call, agent, askedMs)) {
        calls += 1;
        people += call.state.tAnswerMs === null ? share : 1;
      }
    }
    if (calls === 0) {
      return false;
    }
    const free = this.#staying(runner.id, agent).filter(({ state }) => state.name === 'available').length;
    return free < Math.min(calls, people + 3 * Math.sqrt(people) + 1);
  }

  /** Colleagues at work who did not ask to leave. */
  #staying(campaignId: CampaignId, agent: AgentSupervisor): readonly AgentSupervisor[] {
    return [...this.#deps.floor.membersOf(campaignId)].filter(
      (other) =>
        other !== agent &&
        other.serverId === agent.serverId &&
        other.state.pending === null &&
        AT_WORK.has(other.state.name),
    );
  }

  /** Where nobody stays, phones that have rung for as long as they must ring no longer. */
  #giveUpRinging(agent: AgentSupervisor): void {
    for (const runner of this.#deps.runnersOf(agent)) {
      if (AUTOMATIC_MODES.includes(runner.modeOf(agent)) && this.#staying(runner.id, agent).length === 0) {
        for (const call of [...runner.calls.values()]) {
          if (isOwed(call, agent, this.#deps.clock.now()) && call.state.tAnswerMs === null) {
            call.input({ kind: 'cancel', exemption: null });
          }
        }
      }
    }
  }

  #callMoved(from: string, to: string): void {
    if (OWED_PHASES.has(from) && !OWED_PHASES.has(to)) {
      this.#look();
    }
  }

  #look(): void {
    for (const agent of [...this.#leaving]) {
      const { pending } = agent.state;
      if (pending === null || pending.askedMs === null || !this.owes(agent, pending.askedMs)) {
        agent.input({ kind: 'owesNothing' });
      }
    }
  }

  #startBeat(): void {
    this.#beat ??= this.#deps.clock.setTimer(BEAT_MS, () => {
      this.#beat = null;
      this.#look();
      if (this.#leaving.size > 0) {
        this.#startBeat();
      }
    });
  }

  #stopBeat(): void {
    if (this.#beat !== null) {
      this.#deps.clock.clearTimer(this.#beat);
      this.#beat = null;
    }
  }
}

const AT_WORK: ReadonlySet<string> = new Set(['available', 'reserved', 'talking', 'wrap_up']);
/** A bridge that fails sends its person back to wait. */
const OWED_PHASES: ReadonlySet<string> = new Set<CallPhase>([...IN_FLIGHT_PHASES, 'connecting']);

/** In flight, for no agent of its own, and dialled before he asked; another carrier's row goes on with an earlier dial. */
function isOwed(
  { state, subject, homeId }: CallSupervisor,
  agent: AgentSupervisor,
  askedMs: number,
): boolean {
  const { opening } = subject;
  return (
    state.plan.reservedAgentId === null &&
    OWED_PHASES.has(state.phase) &&
    homeId === agent.serverId &&
    (opening.tQueuedMs <= askedMs || opening.attemptGroup !== opening.attemptId)
  );
}
