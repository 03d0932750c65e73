import type { CallInput } from '../core/call/call-input.js';
import type { CallState } from '../core/call/call-state.js';
import type { AttemptOpening } from '../core/call-log/call-log-row.js';
import { recordingIdOf, recordingPathOf } from '../core/compliance/recording-name.js';
import { CadenciaError, isCadenciaError } from '../core/kernel/errors.js';
import type { LegId, MediaServerId } from '../core/kernel/ids.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';

/** The sound that says that the call is recorded; an operation puts its own voice under this name. */
export const RECORDING_NOTICE = 'aviso-gravacao';
/** A person does not wait longer than this for a recording to begin: the two meet, and it begins as it can. */
const PATIENCE_MS = 100;
const TRIES = 2;

export interface RecorderDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/** The call whose talk is recorded. */
export interface RecordedCall {
  readonly subject: { readonly opening: AttemptOpening; readonly serverId: MediaServerId };
  readonly legId: LegId;
  readonly state: Pick<CallState, 'recordingId' | 'recordingFailed' | 'noticed' | 'tAgentMs'> & {
    readonly plan: Pick<CallState['plan'], 'recording'>;
  };
  input(input: Extract<CallInput, { kind: 'recorded' | 'recordFailed' | 'noticed' }>): void;
}

/**
 * The recording and its notice that the law asks for (R36, R37). What could not be made is said at once: an event, and
 * the agent's card; the row carries only what really happened.
 */
export class CallRecorder {
  readonly #deps: RecorderDeps;
  readonly #call: RecordedCall;
  #starting: Promise<void> | null = null;

  constructor(deps: RecorderDeps, call: RecordedCall) {
    this.#deps = deps;
    this.#call = call;
  }

  get owesRecording(): boolean {
    return this.#call.state.plan.recording.record && this.#call.state.recordingId === '';
  }

  get owesNotice(): boolean {
    return this.#call.state.plan.recording.notice && !this.#call.state.noticed;
  }

  /** Resolves when the recording runs, has failed, or the person should not wait for it any longer. Never rejects. */
  async start(): Promise<void> {
    const { clock } = this.#deps;
    this.#starting ??= this.#start();
    let timer: Timer | null = null;
    const patience = new Promise<void>((resolve) => {
      timer = clock.setTimer(PATIENCE_MS, resolve);
    });
    await Promise.race([this.#starting, patience]);
    if (timer !== null) {
      clock.clearTimer(timer);
    }
  }

  /** Plays the notice to both. False when the person has gone meanwhile: the leg's own event tells the rest. */
  async notify(): Promise<boolean> {
    try {
      const playId = `n-${this.#call.subject.opening.attemptId}`;
      await this.#deps.fleet.run(this.#call.subject.serverId, 'play', (server) =>
        server.play(this.#call.legId, RECORDING_NOTICE, playId),
      );
      this.#call.input({ kind: 'noticed' });
      return true;
    } catch (error) {
      this.#failed('notice', error);
      return !isCadenciaError(error, 'DLR_MEDIA_GONE');
    }
  }

  /**
   * Goes on with a talk that was found after a restart: whatever is not known to have happened is made now, and nobody
   * knows any more who paused the recording, or for how long.
   */
  async resume(): Promise<void> {
    const { recordingId } = this.#call.state;
    if (this.owesRecording) {
      await this.start();
    } else if (recordingId !== '') {
      const name = recordingPathOf(recordingId);
      this.#deps.fleet.tell(this.#call.subject.serverId, 'pauseRecording', (server) =>
        server.pauseRecording(this.#call.legId, name, false),
      );
    }
    if (this.owesNotice) {
      await this.notify();
    }
  }

  async #start(): Promise<void> {
    const { subject, legId } = this.#call;
    const recordingId = recordingIdOf(subject.opening.attemptId, this.#deps.clock.now());
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        await this.#deps.fleet.run(subject.serverId, 'record', (server) =>
          server.record(legId, recordingPathOf(recordingId), true),
        );
        this.#call.input({ kind: 'recorded', recordingId });
        return;
      } catch (error) {
        if (left === 0 || isCadenciaError(error, 'DLR_MEDIA_GONE')) {
          this.#failed('recording', error);
          // The next agent of the call, if there is one, tries anew.
          this.#starting = null;
          return;
        }
      }
    }
  }

  #failed(what: 'recording' | 'notice', error: unknown): void {
    const { attemptId, campaignId } = this.#call.subject.opening;
    // Who hung up before he met anybody is owed neither.
    if (isCadenciaError(error, 'DLR_MEDIA_GONE') && this.#call.state.tAgentMs === null) {
      return;
    }
    const code = error instanceof CadenciaError ? error.code : 'unknown';
    this.#call.input({ kind: 'recordFailed' });
    this.#deps.bus.emit('recording:failed', {
      attemptId,
      campaignId,
      what,
      code,
      atMs: this.#deps.clock.now(),
    });
  }
}
