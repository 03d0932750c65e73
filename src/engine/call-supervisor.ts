import type { CallEffect, CallInput, CallTimer } from '../core/call/call-input.js';
import { LIVE_PHASES } from '../core/call/call-phase.js';
import type { CallState } from '../core/call/call-state.js';
import { MESSAGE_LIMIT_MS, waitLeftMs } from '../core/call/step-answered-call.js';
import { stepCall } from '../core/call/step-call.js';
import { longestUnansweredMs } from '../core/call/step-unanswered-call.js';
import type { AttemptOpening } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import { type AgentId, customerLegId, type LegId, type MediaServerId } from '../core/kernel/ids.js';
import type { AttemptMark } from '../ports/attempt-store.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MediaEvent, MediaServer } from '../ports/media.js';
import { CallRecorder } from './call-recorder.js';
import type { EventBus } from './event-bus.js';
import type { Fleet, LegOwner } from './fleet.js';

/** A switch that lost our originate must give up by itself a little after we would have. */
const SWITCH_RING_SLACK_MS = 5000;
/** An agent whose wrap-up ran out while nothing ran still gets this long to say what the call was. */
const LEAST_WRAP_UP_MS = 10_000;

/** What a call needs of the campaign it belongs to. */
export interface CallHost {
  seekAgent(call: CallSupervisor): void;
  stopSeeking(call: CallSupervisor): void;
  releaseAgent(call: CallSupervisor, agentId: AgentId, how: 'unused' | 'wrapUp' | 'lost'): void;
  talking(call: CallSupervisor, agentId: AgentId, first: boolean): void;
  wrapEnded(call: CallSupervisor, agentId: AgentId): void;
  /** The leg the call is to be joined with, or null when the agent has none any more. */
  legOfAgent(agentId: AgentId): LegId | null;
  moved(call: CallSupervisor, from: CallState): void;
  marked(mark: AttemptMark): void;
  closed(call: CallSupervisor): void;
}

export interface CallDeps {
  readonly host: CallHost;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
}

export interface CallSubject {
  readonly opening: AttemptOpening;
  readonly contact: Contact;
  readonly campaign: CampaignSettings;
  readonly serverId: MediaServerId;
  /** The lane that placed it. */
  readonly lane: DialMode;
}

/**
 * One live call: holds its state and timers and carries the core's effects out. Every `if` about calls is in
 * core/call; here is only plumbing. Owned by its campaign's runner; dies when the row is closed.
 */
export class CallSupervisor implements LegOwner {
  readonly subject: CallSubject;
  readonly legId: LegId;
  /** When the person asked to be called again, said with the disposition. */
  callbackAtMs: number | null = null;
  readonly #deps: CallDeps;
  readonly #timers = new Map<CallTimer, Timer>();
  readonly #inbox: CallInput[] = [];
  readonly #recorder: CallRecorder;
  #state: CallState;
  #stepping = false;
  #plays = 0;
  #bridges = 0;
  #bridgeStartedMs = 0;

  constructor(deps: CallDeps, subject: CallSubject, state: CallState) {
    this.#deps = deps;
    this.subject = subject;
    this.#state = state;
    this.legId = customerLegId(subject.opening.attemptId);
    this.#recorder = new CallRecorder(deps, this);
  }

  get state(): CallState {
    return this.#state;
  }

  get attemptId(): AttemptOpening['attemptId'] {
    return this.subject.opening.attemptId;
  }

  /** When the bridge command left, for the switch's share of the wait. */
  get bridgeStartedMs(): number {
    return this.#bridgeStartedMs;
  }

  input(input: CallInput): void {
    this.#inbox.push(input);
    if (this.#stepping) {
      return;
    }
    this.#stepping = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
        this.#step(next);
      }
    } finally {
      this.#stepping = false;
    }
  }

  /** Takes up a call after a restart where its state says it stands. */
  adopt(): void {
    const { phase, plan, connectByMs, tEndMs } = this.#state;
    const nowMs = this.#deps.clock.now();
    this.#deps.fleet.claim(this.legId, this.subject.serverId, this);
    switch (phase) {
      case 'dialing':
      case 'ringing': {
        this.#setTimer('ring', plan.ringTimeoutMs);
        break;
      }
      case 'screening': {
        this.#setTimer('amd', plan.amdDeadlineMs);
        break;
      }
      case 'waiting': {
        this.#setTimer('connect', waitLeftMs(connectByMs ?? nowMs, nowMs));
        this.#deps.host.seekAgent(this);
        break;
      }
      case 'messaging': {
        this.#adoptMessage();
        break;
      }
      case 'talking': {
        void this.#recorder.resume();
        break;
      }
      case 'wrapping': {
        const spentMs = nowMs - (tEndMs ?? nowMs);
        this.#setTimer('wrap', Math.max(LEAST_WRAP_UP_MS, plan.wrapUpLimitMs - spentMs));
        break;
      }
      default: {
        break;
      }
    }
    if (this.#state.tAnswerMs !== null) {
      this.#deps.host.marked(this.#mark());
    }
  }

  /** The end of the first playing may have been said to nobody, so it is played again; a machine may be owed none. */
  #adoptMessage(): void {
    const { voicemail, plan } = this.#state;
    if (voicemail && plan.onMachine === 'hangup') {
      this.input({ kind: 'playFinished' });
      return;
    }
    this.#plays = 1;
    this.#play(voicemail ? 'machine' : 'abandoned');
    this.#setTimer('message', MESSAGE_LIMIT_MS);
  }

  /** Lets go of a live call: row and leg stay open for the next start. Idempotent. */
  close(): void {
    for (const timer of [...this.#timers.keys()]) {
      this.#clearTimer(timer);
    }
    this.#deps.fleet.disown(this.legId);
  }

  onLegEvent(event: MediaEvent): void {
    switch (event.kind) {
      case 'progress': {
        this.input({ kind: 'progress', code: event.code });
        break;
      }
      case 'answered': {
        this.input({ kind: 'answered' });
        break;
      }
      case 'amd': {
        this.input({ kind: 'screened', verdict: event.verdict });
        break;
      }
      case 'dtmf': {
        this.input({ kind: 'dtmf', digit: event.digit });
        break;
      }
      case 'playFinished': {
        if (event.playId === this.#playId()) {
          this.input({ kind: 'playFinished' });
        }
        break;
      }
      case 'hungUp': {
        this.input({ kind: 'hungUp', by: event.by, q850: event.q850, sipCode: event.sipCode });
        break;
      }
      default: {
        break;
      }
    }
  }

  onLegLost(): void {
    this.input({ kind: 'legLost' });
  }

  #step(input: CallInput): void {
    const before = this.#state;
    const { state, effects } = stepCall(before, input, this.#deps.clock.now());
    this.#state = state;
    if (state !== before) {
      this.#tellMoved(before);
    }
    for (const effect of effects) {
      this.#carryOut(effect);
    }
  }

  #tellMoved(before: CallState): void {
    const state = this.#state;
    const milestones = [
      'tAnswerMs',
      'tAmdMs',
      'tAgentMs',
      'tMessageMs',
      'talkedWith',
      'recordingId',
      'noticed',
    ] as const;
    if (state.phase !== 'closed' && milestones.some((name) => state[name] !== before[name])) {
      this.#deps.host.marked(this.#mark());
    }
    this.#deps.host.moved(this, before);
  }

  #mark(): AttemptMark {
    const { tRingMs, tAnswerMs, tAmdMs, amd, tAgentMs, tMessageMs, talkedWith, recordingId, noticed } =
      this.#state;
    const tDialMs = this.#state.tDialMs ?? this.#deps.clock.now();
    return {
      attemptId: this.attemptId,
      tDialMs,
      tRingMs,
      tAnswerMs,
      tAmdMs,
      amd,
      tAgentMs,
      tMessageMs,
      agentId: talkedWith,
      recordingId,
      recordingNotice: noticed,
    };
  }

  #carryOut(effect: CallEffect): void {
    const { host, fleet } = this.#deps;
    switch (effect.kind) {
      case 'originate': {
        this.#originate();
        break;
      }
      case 'hangup': {
        fleet.tell(this.subject.serverId, 'hangup', (server) => server.hangup(this.legId, effect.cause));
        break;
      }
      case 'setTimer': {
        this.#setTimer(effect.timer, effect.ms);
        break;
      }
      case 'clearTimer': {
        this.#clearTimer(effect.timer);
        break;
      }
      case 'seekAgent': {
        host.seekAgent(this);
        break;
      }
      case 'stopSeeking': {
        host.stopSeeking(this);
        break;
      }
      case 'bridge': {
        this.#bridge(effect.agentId);
        break;
      }
      case 'play': {
        this.#play(effect.message);
        break;
      }
      case 'close': {
        this.close();
        host.closed(this);
        break;
      }
      default: {
        this.#tellHost(effect);
      }
    }
  }

  #tellHost(effect: Extract<CallEffect, { kind: 'releaseAgent' | 'talking' | 'wrapEnded' }>): void {
    const { host } = this.#deps;
    switch (effect.kind) {
      case 'releaseAgent': {
        host.releaseAgent(this, effect.agentId, effect.how);
        break;
      }
      case 'talking': {
        host.talking(this, effect.agentId, effect.first);
        break;
      }
      case 'wrapEnded': {
        host.wrapEnded(this, effect.agentId);
        break;
      }
    }
  }

  #originate(): void {
    const { opening, serverId } = this.subject;
    this.#deps.fleet.claim(this.legId, serverId, this);
    const command = {
      legId: this.legId,
      target: { kind: 'phone', number: opening.phone, trunkId: opening.trunkId },
      callerId: opening.line,
      ringTimeoutMs: longestUnansweredMs(this.#state.plan) + SWITCH_RING_SLACK_MS,
      amd: this.#state.plan.amd,
      tags: { attempt: opening.attemptId, campaign: opening.campaignId },
    } as const;
    this.#run(
      'originate',
      (server) => server.originate(command),
      (error) => {
        // Certain refusals close the row; after an uncertain end the leg's events, a resync or the ring timer decide.
        if (isCadenciaError(error, 'DLR_MEDIA_REFUSED', 'DLR_MEDIA_AUTH')) {
          this.input({ kind: 'originateRefused' });
        }
      },
    );
  }

  #bridge(agentId: AgentId): void {
    const agentLeg = this.#deps.host.legOfAgent(agentId);
    this.#bridgeStartedMs = this.#deps.clock.now();
    this.#bridges += 1;
    // The late answer to an earlier bridge must not speak for the agent who has the call now.
    const turn = this.#bridges;
    const isMine = (): boolean => turn === this.#bridges && this.#state.phase === 'connecting';
    if (agentLeg === null) {
      this.input({ kind: 'bridgeFailed' });
      return;
    }
    this.#join(agentLeg, isMine).catch((error: unknown) => {
      this.#tellDefect('bridge', error);
      if (isMine()) {
        this.input({ kind: 'bridgeFailed' });
      }
    });
  }

  /** The recording runs before the two meet, and the notice is heard as they do: the row's times speak for both. */
  async #join(agentLeg: LegId, isMine: () => boolean): Promise<void> {
    const { fleet } = this.#deps;
    if (this.#recorder.owesRecording) {
      await this.#recorder.start();
    }
    if (!isMine()) {
      return;
    }
    await fleet.run(this.subject.serverId, 'bridge', (server) => server.bridge(agentLeg, this.legId));
    const heard = !isMine() || !this.#recorder.owesNotice || (await this.#recorder.notify());
    if (isMine() && heard) {
      this.input({ kind: 'bridged' });
    }
  }

  #play(message: 'abandoned' | 'machine'): void {
    const { campaign } = this.subject;
    const sound = message === 'abandoned' ? campaign.abandonedMessage : campaign.machineMessage;
    this.#plays += 1;
    const playId = this.#playId();
    this.#run(
      'play',
      (server) => server.play(this.legId, sound, playId),
      () => this.input({ kind: 'playFailed' }),
    );
  }

  #playId(): string {
    return `p${this.#plays}-${this.attemptId}`;
  }

  #run(op: string, command: (server: MediaServer) => Promise<void>, failed: (error: unknown) => void): void {
    this.#deps.fleet.run(this.subject.serverId, op, command).catch((error: unknown) => {
      this.#tellDefect(op, error);
      failed(error);
    });
  }

  #tellDefect(op: string, error: unknown): void {
    if (!isCadenciaError(error)) {
      const atMs = this.#deps.clock.now();
      this.#deps.bus.emit('engine:defect', { where: `call ${op}`, message: messageOf(error), atMs });
    }
  }

  #setTimer(name: CallTimer, ms: number): void {
    this.#clearTimer(name);
    const timer = this.#deps.clock.setTimer(ms, () => {
      this.#timers.delete(name);
      this.input({ kind: 'timer', timer: name });
    });
    this.#timers.set(name, timer);
  }

  #clearTimer(name: CallTimer): void {
    const timer = this.#timers.get(name);
    if (timer !== undefined) {
      this.#deps.clock.clearTimer(timer);
      this.#timers.delete(name);
    }
  }

  /** True while the switch may hold a leg of this call. */
  get live(): boolean {
    return LIVE_PHASES.has(this.#state.phase) || !this.#state.legGone;
  }
}
