import type { AgentId, AttemptId, E164, MediaServerId, QueueId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { MediaEvent } from '../ports/media.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { Fleet } from './fleet.js';
import type { InboundPlan } from './inbound-plan.js';
import { LegVoice } from './leg-voice.js';
import { QueueWait, type QueueWaiter, type WaitDeps } from './queue-wait.js';

export interface GuestDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly plan: InboundPlan;
  readonly look: (guest: QueueGuest) => void;
  readonly outlook: (guest: QueueGuest) => ReturnType<WaitDeps['outlook']>;
  /** A key pressed while he waits. */
  readonly pressed: (guest: QueueGuest, digit: string) => void;
}

/** A person whom we called, in the queue an agent gave him to, until his talk with somebody there is over. */
export class QueueGuest implements QueueWaiter {
  readonly call: CallSupervisor;
  readonly waitingSinceMs: number;
  queueIds: readonly [QueueId, ...QueueId[]];
  /** Who of the queue has him; null while he waits. */
  agentId: AgentId | null = null;
  /** Since when they talk. */
  servedSinceMs: number | null = null;
  readonly #deps: GuestDeps;
  readonly #voice: LegVoice;
  readonly #wait: QueueWait;

  constructor(deps: GuestDeps, call: CallSupervisor, queueId: QueueId) {
    const { fleet, clock, plan } = deps;
    const { attemptId, legId, subject } = call;
    this.#deps = deps;
    this.call = call;
    this.queueIds = [queueId];
    this.waitingSinceMs = clock.now();
    const name = `q-${attemptId}-${this.waitingSinceMs.toString(36)}`;
    const voice = new LegVoice(
      fleet,
      { legId, serverId: subject.serverId, name },
      () => voice.music(true),
      true,
    );
    this.#voice = voice;
    const [look, outlook] = [() => deps.look(this), () => deps.outlook(this)];
    this.#wait = new QueueWait({ clock, plan, voice, look, outlook }, this);
  }

  get id(): AttemptId {
    return this.call.attemptId;
  }

  get serverId(): MediaServerId {
    return this.call.subject.serverId;
  }

  get phase(): CallSupervisor['state']['phase'] {
    return this.call.state.phase;
  }

  /** With somebody of the queue; while he waits, with whoever gave him there. */
  get talkedSinceMs(): number | null {
    return this.servedSinceMs ?? this.call.state.tAgentMs;
  }

  get number(): E164 {
    return this.call.subject.opening.phone;
  }

  get giverId(): AgentId | null {
    return this.call.state.returnTo;
  }

  say(sounds: readonly string[]): void {
    this.#voice.say(sounds);
  }

  /** He hears music already. */
  wait(): void {
    this.call.listener = (event) => this.#heard(event);
    this.#wait.begin();
  }

  /** He is joined with that agent next. */
  granted(agentId: AgentId): void {
    this.agentId = agentId;
    this.close();
    this.#voice.leave();
  }

  /** He waits here no more; where he waits elsewhere, it is not in silence. */
  left(): void {
    this.close();
    if (this.phase === 'waiting') {
      this.#voice.silence();
      this.#voice.music(true);
    }
  }

  /** Lets go. Idempotent. */
  close(): void {
    this.#wait.end();
    this.call.listener = null;
  }

  #heard(event: MediaEvent): void {
    if (event.kind === 'playFinished') {
      this.#voice.finished(event.playId);
    } else if (event.kind === 'dtmf') {
      this.#deps.pressed(this, event.digit);
    }
  }
}
