import type { AttemptOpening, AttemptResult } from '../core/call-log/call-log-row.js';
import { isCadenciaError } from '../core/kernel/errors.js';
import { customerLegId, type LegId, type MediaServerId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import {
  stepTestCall,
  type TestCallEffect,
  type TestCallInput,
  type TestCallTimer,
} from '../core/test-call/step-test-call.js';
import type { LegSound, TestCallNotes } from '../core/test-call/test-call-report.js';
import { newTestCall, type TestCallState, testCallResult } from '../core/test-call/test-call-state.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MediaEvent } from '../ports/media.js';
import { CallCommands } from './call-commands.js';
import type { EventBus } from './event-bus.js';
import type { Fleet, LegOwner } from './fleet.js';

/** What whoever answers hears at once: 1004 Hz, on and off; a sound of `asterisk-config/sounds`. */
const TONE = 'tom-teste';
/** A switch that lost our originate gives up by itself a little after we would have. */
const SWITCH_RING_SLACK_MS = 15 * SECOND;

export interface TestCallDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly answered: (call: TestCall) => void;
  readonly closed: (call: TestCall) => void;
}

/** One live test: carries the core's effects out. Owned by the test desk; dies when its row is closed. */
export class TestCall implements LegOwner {
  readonly opening: AttemptOpening;
  readonly by: string;
  readonly #deps: TestCallDeps;
  readonly #legId: LegId;
  readonly #commands: CallCommands;
  readonly #timers = new Map<TestCallTimer, Timer>();
  readonly #inbox: TestCallInput[] = [];
  #state: TestCallState;
  #sound: LegSound | null = null;
  #sipCallId = '';
  #stepping = false;

  constructor(deps: TestCallDeps, opening: AttemptOpening, by: string, ringTimeoutMs: number) {
    this.#deps = deps;
    this.opening = opening;
    this.by = by;
    this.#legId = customerLegId(opening.attemptId);
    this.#commands = new CallCommands(deps, this.#serverId);
    this.#state = newTestCall(ringTimeoutMs);
  }

  get state(): TestCallState {
    return this.#state;
  }

  /** The result columns of its row, as far as it has come. */
  result(nowMs: number): AttemptResult {
    const result = testCallResult(this.#state, nowMs);
    return this.#sipCallId === '' ? result : { ...result, sipCallId: this.#sipCallId };
  }

  get notes(): TestCallNotes {
    return { earlyMedia: this.#state.tEarlyMs !== null, sound: this.#sound };
  }

  get #serverId(): MediaServerId {
    return this.opening.mediaServerId as MediaServerId;
  }

  onLegEvent(event: MediaEvent): void {
    switch (event.kind) {
      case 'progress':
        this.input({ kind: 'progress', code: event.code });
        break;
      case 'answered':
        this.input({ kind: 'answered' });
        break;
      case 'named':
        this.#sipCallId = event.sipCallId;
        break;
      case 'playFinished':
        this.input({ kind: 'played' });
        break;
      case 'hungUp':
        this.input({ kind: 'hungUp', q850: event.q850, sipCode: event.sipCode });
        break;
      default:
        break;
    }
  }

  onLegLost(): void {
    this.input({ kind: 'legLost' });
  }

  input(input: TestCallInput): void {
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

  #step(input: TestCallInput): void {
    const before = this.#state;
    const { state, effects } = stepTestCall(before, input, this.#deps.clock.now());
    this.#state = state;
    if (state.tAnswerMs !== before.tAnswerMs) {
      this.#deps.answered(this);
    }
    for (const effect of effects) {
      this.#carryOut(effect);
    }
  }

  #carryOut(effect: TestCallEffect): void {
    switch (effect.kind) {
      case 'originate':
        this.#originate();
        break;
      case 'play':
        this.#commands.send(
          'play',
          (server) => server.play(this.#legId, TONE, `t-${this.opening.attemptId}`),
          // Who hears nothing is not kept.
          () => this.input({ kind: 'played' }),
        );
        break;
      case 'look':
        void this.#look(effect.last);
        break;
      case 'hangup':
        this.#deps.fleet.hangUp(this.#serverId, this.#legId, effect.cause);
        break;
      case 'setTimer':
        this.#setTimer(effect.timer, effect.ms);
        break;
      case 'close':
        this.#close();
        break;
    }
  }

  #originate(): void {
    const { phone, trunkId, line, attemptId } = this.opening;
    this.#deps.fleet.claim(this.#legId, this.#serverId, this);
    const command = {
      legId: this.#legId,
      target: { kind: 'phone', number: phone, trunkId },
      callerId: line,
      ringTimeoutMs: this.#state.ringTimeoutMs + SWITCH_RING_SLACK_MS,
      amd: false,
      tags: { attempt: attemptId },
    } as const;
    this.#commands.send(
      'originate',
      (server) => server.originate(command),
      (error) => {
        // After an uncertain end the leg's events, a resync or the ring timer decide.
        if (isCadenciaError(error, 'DLR_MEDIA_FULL', 'DLR_MEDIA_REFUSED', 'DLR_MEDIA_AUTH')) {
          this.input({ kind: 'refused' });
        }
      },
    );
  }

  /** What the switch cannot say is left as it was known. */
  async #look(last: boolean): Promise<void> {
    try {
      await this.#commands.run('soundOf', async (server) => {
        this.#sound = await server.soundOf(this.#legId);
      });
    } catch (error) {
      this.#commands.tellDefect('soundOf', error);
    }
    if (last) {
      this.input({ kind: 'looked' });
    }
  }

  #setTimer(name: TestCallTimer, ms: number): void {
    const { clock } = this.#deps;
    const running = this.#timers.get(name);
    if (running !== undefined) {
      clock.clearTimer(running);
    }
    const timer = clock.setTimer(ms, () => {
      this.#timers.delete(name);
      this.input({ kind: 'timer', timer: name });
    });
    this.#timers.set(name, timer);
  }

  #close(): void {
    for (const timer of this.#timers.values()) {
      this.#deps.clock.clearTimer(timer);
    }
    this.#timers.clear();
    this.#deps.fleet.disown(this.#legId);
    this.#deps.closed(this);
  }
}
