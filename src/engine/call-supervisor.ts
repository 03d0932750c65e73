import { MESSAGE_LIMIT_MS, waitLeftMs } from '../core/call/call-clocks.js';
import type { AgentRelease, CallEffect, CallInput } from '../core/call/call-input.js';
import { LIVE_PHASES } from '../core/call/call-phase.js';
import type { CallState } from '../core/call/call-state.js';
import { stepCall } from '../core/call/step-call.js';
import { OUTSIDE_LIMIT_MS } from '../core/call/step-outside-call.js';
import { longestUnansweredMs } from '../core/call/step-unanswered-call.js';
import type { AttemptOpening } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import type { Announcement } from '../core/ear/announcement.js';
import { isCadenciaError } from '../core/kernel/errors.js';
import { type AgentId, customerLegId, type LegId, type MediaServerId } from '../core/kernel/ids.js';
import type { AttemptMark } from '../ports/attempt-store.js';
import type { Clock } from '../ports/clock.js';
import type { MediaEvent } from '../ports/media.js';
import { type AgentReach, CallBridge } from './call-bridge.js';
import { CallCommands } from './call-commands.js';
import { isMarkDue, markOf } from './call-mark.js';
import { CallMessage } from './call-message.js';
import { CallRecorder } from './call-recorder.js';
import { CallTimers } from './call-timers.js';
import type { EventBus } from './event-bus.js';
import type { Fleet, LegOwner } from './fleet.js';
import type { TieLine } from './tie-line.js';

/** A switch that lost our originate must give up by itself a little after we would have. */
const SWITCH_RING_SLACK_MS = 5000;
/** An agent whose wrap-up ran out while nothing ran still gets this long to say what the call was. */
const LEAST_WRAP_UP_MS = 10_000;

/** What a call needs of the agents of its campaign. */
export interface CallAgents {
  release(call: CallSupervisor, agentId: AgentId, how: AgentRelease): void;
  wrapEnded(call: CallSupervisor, agentId: AgentId): void;
  /** How the call is to be joined with him; null when he has no leg any more, or no way leads to it. */
  reach(call: CallSupervisor, agentId: AgentId): AgentReach | null;
}

/** What a call needs of the campaign it belongs to. */
export interface CallHost {
  readonly agents: CallAgents;
  seekAgent(call: CallSupervisor): void;
  stopSeeking(call: CallSupervisor): void;
  talking(call: CallSupervisor, agentId: AgentId, first: boolean): void;
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
  /** The switch of the agents it was dialled for. @default its own */
  readonly homeId?: MediaServerId;
  /** The lane that placed it. */
  readonly lane: DialMode;
  /** It was dialled in the middle of a talk: it leaves nothing on its contact. @default false */
  readonly beside?: boolean;
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
  /** Who else is told of what its leg does: the queue in which the person waits. */
  listener: ((event: MediaEvent) => void) | null = null;
  /** Call-ID of SIP, once its switch has told it. */
  sipCallId = '';
  readonly #deps: CallDeps;
  readonly #inbox: CallInput[] = [];
  readonly #timers: CallTimers;
  readonly #commands: CallCommands;
  readonly #recorder: CallRecorder;
  readonly #bridge: CallBridge;
  readonly #message: CallMessage;
  #heldBack = false;
  #tie: TieLine | null = null;
  #state: CallState;
  #stepping = false;

  constructor(deps: CallDeps, subject: CallSubject, state: CallState) {
    this.#deps = deps;
    this.subject = subject;
    this.#state = state;
    this.legId = customerLegId(subject.opening.attemptId);
    this.#timers = new CallTimers(deps.clock, (timer) => this.input({ kind: 'timer', timer }));
    this.#commands = new CallCommands(deps, subject.serverId);
    this.#recorder = new CallRecorder(deps, this);
    const [commands, recorder] = [this.#commands, this.#recorder];
    this.#bridge = new CallBridge({ clock: deps.clock, commands, recorder }, this);
    this.#message = new CallMessage(commands, this);
  }

  get state(): CallState {
    return this.#state;
  }

  get attemptId(): AttemptOpening['attemptId'] {
    return this.subject.opening.attemptId;
  }

  /** When the bridge command left, for the switch's share of the wait. */
  get bridgeStartedMs(): number {
    return this.#bridge.startedMs;
  }

  /** Its switch, or its agents', is gone, and what becomes of it not known yet. */
  get stranded(): boolean {
    const { fleet } = this.#deps;
    return !fleet.isUp(this.subject.serverId) || !fleet.isUp(this.homeId);
  }

  /** The switch of the agents it was dialled for. */
  get homeId(): MediaServerId {
    return this.subject.homeId ?? this.subject.serverId;
  }

  /** The line by which its agent is on it; null while he is on the same switch, or there is none. */
  get tie(): TieLine | null {
    return this.#tie;
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
        this.#timers.set('ring', plan.ringTimeoutMs);
        break;
      }
      case 'screening': {
        this.#timers.set('amd', plan.amdDeadlineMs);
        break;
      }
      case 'waiting': {
        this.#timers.set('connect', waitLeftMs(connectByMs ?? nowMs, nowMs));
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
      case 'outside': {
        this.#timers.set('outside', OUTSIDE_LIMIT_MS);
        break;
      }
      case 'wrapping': {
        const spentMs = nowMs - (tEndMs ?? nowMs);
        this.#timers.set('wrap', Math.max(LEAST_WRAP_UP_MS, plan.wrapUpLimitMs - spentMs));
        break;
      }
      default: {
        break;
      }
    }
    if (this.#state.tAnswerMs !== null) {
      this.#tellMark();
    }
  }

  /** The end of the first playing may have been said to nobody, so it is played again; a machine may be owed none. */
  #adoptMessage(): void {
    const { voicemail, plan } = this.#state;
    if (voicemail && plan.onMachine === 'hangup') {
      this.input({ kind: 'playFinished' });
      return;
    }
    this.#message.playAgain(voicemail ? 'machine' : 'abandoned');
    this.#timers.set('message', MESSAGE_LIMIT_MS);
  }

  /** Lets go of a live call: row and leg stay open for the next start. Idempotent. */
  close(): void {
    this.#timers.close();
    this.#deps.fleet.disown(this.legId);
  }

  onLegEvent(event: MediaEvent): void {
    this.listener?.(event);
    switch (event.kind) {
      case 'progress': {
        this.input({ kind: 'progress', code: event.code });
        break;
      }
      case 'answered': {
        this.input({ kind: 'answered' });
        break;
      }
      case 'announced': {
        this.#tellAnnounced(event.says);
        this.input({ kind: 'announced', says: event.says });
        break;
      }
      case 'named': {
        this.sipCallId = event.sipCallId;
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
        if (this.#message.isLast(event.playId)) {
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
    if (isMarkDue(this.#state, before)) {
      this.#tellMark();
    }
    this.#deps.host.moved(this, before);
  }

  #tellMark(): void {
    this.#deps.host.marked(markOf(this.attemptId, this.#state, this.#deps.clock.now()));
  }

  #carryOut(effect: CallEffect): void {
    const { host } = this.#deps;
    switch (effect.kind) {
      case 'originate': {
        this.#originate();
        break;
      }
      case 'hangup': {
        this.#deps.fleet.hangUp(this.subject.serverId, this.legId, effect.cause);
        break;
      }
      case 'setTimer': {
        this.#timers.set(effect.timer, effect.ms);
        break;
      }
      case 'clearTimer': {
        this.#timers.clear(effect.timer);
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
        const reach = host.agents.reach(this, effect.agentId);
        this.#goBy(reach?.tie ?? null);
        this.#bridge.start(reach);
        break;
      }
      case 'music': {
        this.#commands.tell('hold', (server) => server.hold(this.legId, true));
        break;
      }
      case 'play': {
        this.#message.play(effect.message);
        break;
      }
      case 'close': {
        this.#goBy(null);
        this.close();
        host.closed(this);
        break;
      }
      default: {
        this.#tellHost(effect);
      }
    }
  }

  #tellAnnounced(says: Announcement): void {
    const { attemptId, campaignId } = this.subject.opening;
    this.#deps.bus.emit('call:announced', { attemptId, campaignId, says, atMs: this.#deps.clock.now() });
  }

  #tellHost(effect: Extract<CallEffect, { kind: 'releaseAgent' | 'talking' | 'wrapEnded' }>): void {
    const { host } = this.#deps;
    switch (effect.kind) {
      case 'releaseAgent': {
        host.agents.release(this, effect.agentId, effect.how);
        this.#released(effect.how);
        break;
      }
      case 'talking': {
        host.talking(this, effect.agentId, effect.first);
        break;
      }
      case 'wrapEnded': {
        host.agents.wrapEnded(this, effect.agentId);
        break;
      }
    }
  }

  /** A line that did not do its work is not given to anybody else; one on which a colleague takes over stays. */
  #released(how: AgentRelease): void {
    if (how === 'lost') {
      const tie = this.#tie;
      this.#tie = null;
      tie?.end();
    } else if (how !== 'handedOn' || this.#state.phase !== 'connecting') {
      this.#goBy(null);
    }
  }

  /** From now on its agent is on it by that line, and by no other. */
  #goBy(tie: TieLine | null): void {
    if (tie !== this.#tie) {
      this.#tie?.free();
      this.#tie = tie;
    }
  }

  /** The line of its talk has ended under it. */
  tieLost(tie: TieLine): void {
    if (tie === this.#tie) {
      this.input({ kind: 'agentLost' });
    }
  }

  #originate(): void {
    const { opening, serverId, campaign } = this.subject;
    this.#deps.fleet.claim(this.legId, serverId, this);
    const { amd, amdDeadlineMs } = this.#state.plan;
    // A server without a detector of its own is asked for the ear whatever the campaign says: its own would be nobody.
    const byEar = campaign.amdBy === 'ear' || !this.#deps.fleet.get(serverId).capabilities.amd;
    const command = {
      legId: this.legId,
      target: { kind: 'phone', number: opening.phone, trunkId: opening.trunkId },
      callerId: opening.line,
      ringTimeoutMs: longestUnansweredMs(this.#state.plan) + SWITCH_RING_SLACK_MS,
      amd,
      ...(byEar ? { earDeadlineMs: amdDeadlineMs } : {}),
      tags: { attempt: opening.attemptId, campaign: opening.campaignId },
    } as const;
    this.#commands.send(
      'originate',
      (server) => server.originate(command),
      (error) => {
        // Certain refusals close the row; after an uncertain end the leg's events, a resync or the ring timer decide.
        this.#heldBack = isCadenciaError(error, 'DLR_MEDIA_FULL');
        if (this.#heldBack || isCadenciaError(error, 'DLR_MEDIA_REFUSED', 'DLR_MEDIA_AUTH')) {
          this.input({ kind: 'originateRefused' });
        }
      },
    );
  }

  /** Its server takes no call now: no fault of the call's or its trunk's. */
  get heldBack(): boolean {
    return this.#heldBack;
  }

  /** True while the switch may hold a leg of this call. */
  get live(): boolean {
    return LIVE_PHASES.has(this.#state.phase) || !this.#state.legGone;
  }
}
