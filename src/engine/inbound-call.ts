import { callerNumber } from '../core/acd/caller-number.js';
import type { ExpectedWait } from '../core/acd/expected-wait.js';
import { INBOUND_MOVES, type InboundPhase } from '../core/acd/inbound-phase.js';
import type { IvrMenu } from '../core/acd/ivr-menu.js';
import {
  type IvrEnd,
  type IvrFacts,
  type IvrInput,
  type IvrStep,
  type IvrWalk,
  startWalk,
  stepWalk,
} from '../core/acd/ivr-walk.js';
import type { ReturnCall } from '../core/acd/return-call.js';
import type { AgentId, AttemptId, E164, LegId, MediaServerId, QueueId } from '../core/kernel/ids.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { InboundLeg, LocalHangupCause, MediaEvent } from '../ports/media.js';
import type { CallRecorder } from './call-recorder.js';
import type { Fleet, LegOwner } from './fleet.js';
import type { InboundPlan } from './inbound-plan.js';
import type { InboundRecord, LegEnd } from './inbound-record.js';
import { LegVoice } from './leg-voice.js';
import { QueueWait, type QueueWaiter } from './queue-wait.js';

/** What a call asks of the desk that owns it. */
export interface InboundHost {
  /** The menu led to a queue, or to a wish to be called back. */
  chosen(call: InboundCall, end: Extract<IvrEnd, { kind: 'queue' | 'callback' }>): void;
  /** Still waiting: whether another queue, a callback or an end is due. */
  look(call: InboundCall): void;
  /** His place, 1 for the next one, and what he may expect. */
  outlook(call: InboundCall): { readonly position: number; readonly expected: ExpectedWait | null };
  moved(call: InboundCall, from: InboundPhase): void;
  /** A key pressed while waiting. */
  pressed(call: InboundCall, digit: string): void;
}

export interface InboundCallDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly plan: InboundPlan;
  readonly host: InboundHost;
  readonly facts: (call: InboundCall) => IvrFacts;
  readonly record: InboundRecord;
  readonly recorder: CallRecorder;
}

/** One call that came in: its leg, its menu, what it hears. Owned by the desk; dies when the leg ends. */
export class InboundCall implements LegOwner, QueueWaiter {
  /** Its row. */
  readonly record: InboundRecord;
  readonly recorder: CallRecorder;
  readonly legId: LegId;
  readonly serverId: MediaServerId;
  readonly inbound: InboundLeg;
  readonly arrivedMs: number;
  phase: InboundPhase = 'ringing';
  known: ReturnCall = { kind: 'unknown' };
  queueIds: readonly [QueueId, ...QueueId[]] | null = null;
  /** Since when the wait counts. */
  waitingSinceMs: number | null = null;
  agentId: AgentId | null = null;
  talkedSinceMs: number | null = null;
  /** Who gave him away, from which queue, and by when somebody has to have taken him; null: nobody did. */
  returnTo: {
    readonly agentId: AgentId;
    readonly queueIds: InboundCall['queueIds'];
    readonly byMs: number | null;
  } | null = null;
  /** The call whose party he talks with, without an agent. */
  partnerId: AttemptId | null = null;
  /** The agent has said what it was while it lasted. */
  disposed = false;
  /** Kept to be called back already. */
  unserved = false;
  readonly #deps: InboundCallDeps;
  /** Who of ours told it to end. */
  #endedBy: 'agent' | 'system' = 'system';
  #menu: IvrMenu | null = null;
  #walk: IvrWalk | null = null;
  readonly #voice: LegVoice;
  readonly #wait: QueueWait;
  #timer: Timer | null = null;

  constructor(
    deps: InboundCallDeps,
    leg: { readonly legId: LegId; readonly serverId: MediaServerId; readonly inbound: InboundLeg },
  ) {
    this.#deps = deps;
    this.record = deps.record;
    this.recorder = deps.recorder;
    this.legId = leg.legId;
    this.serverId = leg.serverId;
    this.inbound = leg.inbound;
    this.arrivedMs = deps.clock.now();
    const { fleet, clock, plan, host } = deps;
    const voiced = { legId: leg.legId, serverId: leg.serverId, name: `i-${deps.record.id}` };
    this.#voice = new LegVoice(fleet, voiced, () => this.#said());
    const [look, outlook] = [() => host.look(this), () => host.outlook(this)];
    this.#wait = new QueueWait({ clock, plan, voice: this.#voice, look, outlook }, this);
    fleet.claim(leg.legId, leg.serverId, this);
  }

  get id(): AttemptId {
    return this.record.id;
  }

  get number(): E164 | null {
    return callerNumber(this.inbound.caller);
  }

  get giverId(): AgentId | null {
    return this.returnTo?.agentId ?? null;
  }

  /** Picks up and leads through the menu. */
  answer(menu: IvrMenu): void {
    this.#menu = menu;
    this.#tell('answer', (server) => server.answer(this.legId));
  }

  hangUp(cause: LocalHangupCause, by: 'agent' | 'system' = 'system'): void {
    this.#endedBy = by;
    this.#deps.fleet.hangUp(this.serverId, this.legId, cause);
  }

  /** Waits for an agent; with music, unless one is free at once. */
  wait(): void {
    this.agentId = null;
    this.#move('waiting');
    this.#stopTimer();
    this.#wait.begin();
  }

  connecting(agentId: AgentId): void {
    this.agentId = agentId;
    this.#stopTimer();
    this.#wait.end();
    this.#voice.leave();
    this.#move('connecting');
  }

  /** He talks with the party of another call now. */
  goOutside(partnerId: AttemptId): void {
    this.partnerId = partnerId;
    this.agentId = null;
    this.#move('outside');
  }

  talking(): void {
    this.returnTo = null;
    this.talkedSinceMs = this.#deps.clock.now();
    if (this.agentId !== null) {
      this.record.talks(this.agentId);
    }
    this.#move('talking');
  }

  /** Something for a caller who waits; the music goes on after it. */
  say(sounds: readonly string[]): void {
    this.#voice.say(sounds);
  }

  /** Lets go; the leg lives on for the next start. Idempotent. */
  close(): void {
    this.#stopTimer();
    this.#wait.end();
    this.#deps.fleet.disown(this.legId);
  }

  onLegEvent(event: MediaEvent): void {
    switch (event.kind) {
      case 'answered': {
        this.#answered();
        break;
      }
      case 'dtmf': {
        if (this.phase === 'menu') {
          this.#input({ kind: 'key', digit: event.digit });
        } else if (this.phase === 'waiting') {
          this.#deps.host.pressed(this, event.digit);
        }
        break;
      }
      case 'playFinished': {
        this.#voice.finished(event.playId);
        break;
      }
      case 'hungUp': {
        const { by, sipCode, q850 } = event;
        const endedBy = by === 'remote' ? 'client' : by === 'network' ? 'network' : this.#endedBy;
        this.#ended({ by: endedBy, sipCode, q850 });
        break;
      }
      default: {
        break;
      }
    }
  }

  onLegLost(): void {
    this.#ended({ by: null, sipCode: null, q850: null });
  }

  #answered(): void {
    if (this.phase !== 'ringing' || this.#menu === null) {
      return;
    }
    this.record.answered();
    this.#move('menu');
    this.#take(startWalk(this.#menu, this.#deps.facts(this)));
  }

  #ended(end: LegEnd): void {
    this.record.ended(end);
    this.#input({ kind: 'hungUp' });
    this.close();
    this.#move('ended');
  }

  #input(input: IvrInput): void {
    if (this.phase === 'menu' && this.#menu !== null && this.#walk !== null) {
      const nowMs = this.#deps.clock.now();
      this.#take(stepWalk(this.#menu, this.#walk, input, this.#deps.facts(this), nowMs));
    }
  }

  #take({ walk, effects }: IvrStep): void {
    this.#walk = walk;
    for (const effect of effects) {
      if (effect.kind === 'say') {
        this.say(effect.sounds);
      } else if (effect.kind === 'optOut') {
        this.record.optedOut();
      } else if (effect.end.kind === 'hangUp') {
        this.hangUp('normal');
      } else if (effect.end.kind !== 'left') {
        this.#voice.silence();
        this.#deps.host.chosen(this, effect.end);
      }
    }
    if (this.phase === 'menu') {
      this.#at(walk.deadlineMs, () => this.#input({ kind: 'tick' }));
    }
  }

  /** What comes after the last of the sounds. */
  #said(): void {
    if (this.phase === 'menu') {
      this.#input({ kind: 'soundOver' });
    } else if (this.phase === 'waiting') {
      this.#voice.music(true);
    }
  }

  #move(to: InboundPhase): void {
    const from = this.phase;
    if (from === to || !INBOUND_MOVES[from].includes(to)) {
      return;
    }
    this.phase = to;
    this.#deps.host.moved(this, from);
  }

  #tell(op: string, command: Parameters<Fleet['tell']>[2]): void {
    this.#deps.fleet.tell(this.serverId, op, command);
  }

  #at(atMs: number | null, run: () => void): void {
    this.#stopTimer();
    if (atMs !== null) {
      this.#timer = this.#deps.clock.setTimer(Math.max(0, atMs - this.#deps.clock.now()), () => {
        this.#timer = null;
        run();
      });
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }
}
