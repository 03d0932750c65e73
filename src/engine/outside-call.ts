import type { CallState } from '../core/call/call-state.js';
import type { AttemptId, LegId, MediaServerId } from '../core/kernel/ids.js';
import type { OutsideEnd } from '../core/talk/transfer-notice.js';
import type { AttemptMark } from '../ports/attempt-store.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallAgents, CallHost, CallSupervisor } from './call-supervisor.js';
import type { Ringback } from './ringback.js';

/** So often the same agent is tried: a switch that is away refuses at once, and would be asked without end. */
const BRIDGE_TRIES = 3;

/** Who dials another number for the person on his line. */
export interface OutsideWish {
  readonly agent: AgentSupervisor;
  /** His leg on the switch where the talk is. */
  readonly agentLegId: () => LegId | null;
  readonly serverId: MediaServerId;
  /** The person's leg. */
  readonly personLegId: LegId;
  /** The person gets the number's party without the agent asking it. */
  readonly blind: boolean;
  readonly up: (outsideId: AttemptId) => void;
  readonly gone: (end: OutsideEnd) => void;
}

/**
 * One call to an outside number in the middle of a talk. To its campaign it is a call as any other (row, line, count);
 * but whoever answers meets the agent who asked for it, or the person, and nobody else of the floor.
 */
export class OutsideCall implements CallHost {
  readonly agents: CallAgents;
  readonly #campaign: CallHost;
  readonly #wish: OutsideWish;
  readonly #ringback: Ringback;
  #call: CallSupervisor | null = null;
  #dropped = false;
  #tries = 0;

  constructor(campaign: CallHost, wish: OutsideWish, ringback: Ringback) {
    this.#campaign = campaign;
    this.#wish = wish;
    this.#ringback = ringback;
    const meets = (): LegId | null => (wish.blind ? wish.personLegId : wish.agentLegId());
    this.agents = {
      // The agent's state is that of his talk with the person.
      release: () => {},
      wrapEnded: () => {},
      reach: () => {
        const legId = this.#dropped ? null : meets();
        return legId === null ? null : { legId, tie: null };
      },
    };
  }

  /** The call as it was placed. */
  begin(call: CallSupervisor): void {
    this.#call = call;
    if (this.#dropped) {
      this.drop();
    }
  }

  /** Nobody wants it any more: ends it, in whatever phase. */
  drop(): void {
    this.#dropped = true;
    this.#ringback.stop();
    const unanswered = this.#call?.state.tAnswerMs === null;
    // He chose to dial it, so its ringing is his to cut (R32).
    this.#call?.input(unanswered ? { kind: 'cancel', exemption: 'agent_cancel' } : { kind: 'agentHangup' });
  }

  /** Its party stays with the person. */
  handOut(personId: AttemptId): void {
    this.#call?.input({ kind: 'handedOut', partnerId: personId });
  }

  /** There is nobody but him: once his tries are used up its party waits for the end of its patience, and is told. */
  seekAgent(call: CallSupervisor): void {
    if (!this.#dropped && this.#tries < BRIDGE_TRIES) {
      this.#tries += 1;
      call.input({ kind: 'agentGranted', agentId: this.#wish.agent.profile.id });
    }
  }

  stopSeeking(): void {}

  talking(call: CallSupervisor): void {
    if (this.#dropped) {
      call.input({ kind: 'agentHangup' });
    } else {
      this.#wish.up(call.attemptId);
    }
  }

  moved(call: CallSupervisor, from: CallState): void {
    this.#tone(call, from);
    this.#campaign.moved(call, from);
    const { phase, tWrapEndMs } = call.state;
    if ((phase === 'wrapping' || phase === 'outside') && tWrapEndMs === null && from.phase !== phase) {
      // It is a part of the person's call, whose row says what became of it.
      call.input({ kind: 'disposed', disposition: 'sem_tabulacao' });
    }
  }

  /** The agent hears it ring, in the same instant in which it does. */
  #tone({ state: { phase } }: CallSupervisor, from: CallState): void {
    if (phase === 'ringing' && from.phase !== phase && !this.#dropped) {
      this.#ringback.start();
    } else if (phase !== 'ringing') {
      this.#ringback.stop();
    }
  }

  marked(mark: AttemptMark): void {
    this.#campaign.marked(mark);
  }

  closed(call: CallSupervisor): void {
    this.#campaign.closed(call);
    const { reason, tAnswerMs } = call.state;
    this.#wish.gone({ outsideId: call.attemptId, reason, answered: tAnswerMs !== null });
  }
}
