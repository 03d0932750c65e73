import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import {
  type AgentId,
  type AttemptId,
  type LegId,
  type MediaServerId,
  monitorLegId,
} from '../core/kernel/ids.js';
import { type Rng, randomHex } from '../core/kernel/rng.js';
import { SECOND } from '../core/kernel/time.js';
import type {
  MonitorEffect,
  MonitorInput,
  MonitorMode,
  MonitorState,
} from '../core/monitor/monitor-state.js';
import { monitorOff } from '../core/monitor/monitor-state.js';
import { stepMonitor } from '../core/monitor/step-monitor.js';
import type { TalkStateName } from '../core/talk/talk-state.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MediaEvent, MediaServer } from '../ports/media.js';
import type { EventBus } from './event-bus.js';
import type { Fleet, LegOwner } from './fleet.js';

/** How long a supervisor's phone may ring. */
const PHONE_RING_MS = 30 * SECOND;
/** A phone that neither answers nor refuses by then will not. */
const BIND_DEADLINE_MS = PHONE_RING_MS + 5 * SECOND;

export interface MonitorLineDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  /** The agent's leg, or null while he has none. */
  readonly agentLeg: (id: AgentId) => LegId | null;
  /** The leg of the person in a call, or null when it is over. */
  readonly personLeg: (id: AttemptId) => LegId | null;
  /** What the agent does with the person on his line. */
  readonly talkOf: (id: AgentId) => TalkStateName;
  /** Its phone is let go of and nothing is left to watch. */
  readonly onOff: (line: MonitorLine) => void;
}

/** Whose ear it is, and the phone it is at. */
export interface MonitorSeat {
  readonly person: string;
  readonly endpoint: string;
  readonly serverId: MediaServerId;
}

/** One supervisor's phone and what is done with it: carries the table's effects out. Owned by the desk until it is off. */
export class MonitorLine implements LegOwner {
  readonly seat: MonitorSeat;
  readonly #deps: MonitorLineDeps;
  readonly #legId: LegId;
  #state: MonitorState;
  #ringTimer: Timer | null = null;
  /** Commands go out one after the other: what ends must have ended before the next begins. */
  #last: Promise<void> = Promise.resolve();

  constructor(deps: MonitorLineDeps, seat: MonitorSeat) {
    this.#deps = deps;
    this.seat = seat;
    this.#legId = monitorLegId(randomHex(deps.rng, 16));
    this.#state = monitorOff(deps.clock.now());
  }

  get state(): MonitorState {
    return this.#state;
  }

  /** Takes an input; the sentence says why it was refused, or null. */
  input(input: MonitorInput): string | null {
    const before = this.#state;
    const { state, effects, refused } = stepMonitor(before, input, this.#deps.clock.now());
    this.#state = state;
    for (const effect of effects) {
      this.#carryOut(effect);
    }
    if (state !== before) {
      this.#tellMoved();
    }
    if (state.phase === 'off' && before.phase !== 'off') {
      this.#clearRing();
      this.#deps.fleet.disown(this.#legId);
      this.#deps.onOff(this);
    }
    return refused;
  }

  /** Frees the timer; the next start hangs the phone up, which then belongs to nobody. Idempotent. */
  close(): void {
    this.#clearRing();
  }

  onLegEvent(event: MediaEvent): void {
    if (event.kind === 'answered') {
      this.#clearRing();
      this.input({ kind: 'phoneUp' });
    } else if (event.kind === 'hungUp') {
      this.input({ kind: 'phoneDown' });
    }
  }

  onLegLost(): void {
    this.input({ kind: 'phoneDown' });
  }

  #carryOut(effect: MonitorEffect): void {
    switch (effect.kind) {
      case 'ring': {
        this.#ring();
        break;
      }
      case 'dropPhone': {
        const { fleet } = this.#deps;
        this.#last = this.#last.then(() => fleet.hangUp(this.seat.serverId, this.#legId, 'normal'));
        break;
      }
      case 'snoop': {
        this.#snoop(effect.mode);
        break;
      }
      case 'endSnoop': {
        this.#queue('endSnoop', (server) => server.endSnoop(this.#legId));
        break;
      }
      case 'take': {
        this.#take();
        break;
      }
      case 'giveBack': {
        this.#giveBack(effect.agentId, effect.attemptId);
        break;
      }
      case 'heard': {
        this.#tellHeard(effect.attemptId, effect.mode);
        break;
      }
    }
  }

  #ring(): void {
    const { fleet, clock } = this.#deps;
    const { serverId, endpoint } = this.seat;
    fleet.claim(this.#legId, serverId, this);
    this.#ringTimer = clock.setTimer(BIND_DEADLINE_MS, () => {
      this.input({ kind: 'hangUp' });
    });
    const command = {
      legId: this.#legId,
      target: { kind: 'agent', endpoint },
      callerId: '',
      ringTimeoutMs: PHONE_RING_MS,
      amd: false,
      tags: { monitor: 'yes' },
    } as const;
    fleet
      .run(serverId, 'originate', (server) => server.originate(command))
      .catch(() => {
        if (this.#state.phase === 'ringing') {
          this.input({ kind: 'phoneDown' });
        }
      });
  }

  #snoop(mode: Exclude<MonitorMode, 'take'>): void {
    const { agentId } = this.#state;
    const agentLeg = agentId === null ? null : this.#deps.agentLeg(agentId);
    if (agentLeg === null) {
      this.input({ kind: 'agentGone' });
      return;
    }
    this.#queue('snoop', (server) => server.snoop(this.#legId, agentLeg, mode));
  }

  #take(): void {
    const { talk } = this.#state;
    const personLeg = talk === null ? null : this.#deps.personLeg(talk);
    if (personLeg !== null) {
      this.#queue('take', async (server) => {
        await server.endSnoop(this.#legId);
        await server.bridge(this.#legId, personLeg);
      });
    }
  }

  /**
   * Nobody hears silence: where the agent has no phone any more, his call has looked for another agent already; where
   * he has gone on to somebody else meanwhile, that one keeps him, and the person waits or joins as the agent said.
   */
  #giveBack(agentId: AgentId, attemptId: AttemptId): void {
    const agentLeg = this.#deps.agentLeg(agentId);
    const personLeg = this.#deps.personLeg(attemptId);
    if (agentLeg !== null && personLeg !== null) {
      this.#queue('giveBack', (server) => {
        const talk = this.#deps.talkOf(agentId);
        if (talk === 'conference') {
          return server.invite(agentLeg, personLeg);
        }
        return talk === 'talking' ? server.bridge(agentLeg, personLeg) : server.hold(personLeg, true);
      });
    }
  }

  /** What a watch needs and does not get ends it: who sees himself listening must hear. */
  #queue(op: string, command: (server: MediaServer) => Promise<void>): void {
    const { agentId, mode } = this.#state;
    this.#last = this.#last
      .then(() => this.#deps.fleet.run(this.seat.serverId, op, command))
      .catch((error: unknown) => {
        if (!isCadenciaError(error)) {
          const atMs = this.#deps.clock.now();
          this.#deps.bus.emit('engine:defect', { where: `monitor ${op}`, message: messageOf(error), atMs });
        }
        const now = this.#state;
        const isNeeded = (op === 'snoop' || op === 'take') && now.agentId === agentId && now.mode === mode;
        // Who was to be heard may have hung up meanwhile; his events tell.
        if (isNeeded && !isCadenciaError(error, 'DLR_MEDIA_GONE')) {
          this.input({ kind: 'failed' });
        }
      });
  }

  #tellHeard(attemptId: AttemptId, mode: MonitorMode): void {
    const { agentId } = this.#state;
    if (agentId !== null) {
      const { bus, clock } = this.#deps;
      const { person } = this.seat;
      bus.emit('monitor:heard', { person, agentId, attemptId, mode, atMs: clock.now() });
    }
  }

  #tellMoved(): void {
    const { phase, agentId, mode } = this.#state;
    const { bus, clock } = this.#deps;
    bus.emit('monitor:moved', { person: this.seat.person, phase, agentId, mode, atMs: clock.now() });
  }

  #clearRing(): void {
    if (this.#ringTimer !== null) {
      this.#deps.clock.clearTimer(this.#ringTimer);
      this.#ringTimer = null;
    }
  }
}
