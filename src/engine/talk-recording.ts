import { recordingPathOf } from '../core/compliance/recording-name.js';
import { CadenciaError, isCadenciaError, messageOf } from '../core/kernel/errors.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { TalkedCall } from './talked-call.js';

/** A recording that the law asks for does not stay silent because somebody forgot it. */
const SECURE_PAUSE_MS = 2 * MINUTE;
/** A media server that could not be told is told again after this, and then less and less often. */
const FIRST_AGAIN_MS = 1 * SECOND;
const LONGEST_AGAIN_MS = 30 * SECOND;

export interface TalkRecordingDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Silence began, or the recording goes on. */
  readonly say: (what: string) => void;
}

/** The pause of one talk's recording, for what must not be on it; ends by itself, and with the talk. */
export class TalkRecording {
  readonly #deps: TalkRecordingDeps;
  readonly #call: TalkedCall;
  #pause: { readonly timer: Timer; readonly untilMs: number } | null = null;
  #again: Timer | null = null;

  constructor(deps: TalkRecordingDeps, call: TalkedCall) {
    this.#deps = deps;
    this.#call = call;
  }

  /** When it goes on by itself; null while it is not paused. */
  get pausedUntilMs(): number | null {
    return this.#pause?.untilMs ?? null;
  }

  async pause(): Promise<void> {
    if (this.#call.recordingId === '') {
      throw new CadenciaError('DLR_STATE_CONFLICT', { detail: 'No recording runs now.' });
    }
    if (this.#pause !== null) {
      return;
    }
    this.forget();
    const { clock, say } = this.#deps;
    // It ends also where the answer is lost: the media server may have paused all the same.
    const timer = clock.setTimer(SECURE_PAUSE_MS, () => void this.goOn());
    this.#pause = { timer, untilMs: clock.now() + SECURE_PAUSE_MS };
    try {
      await this.#tell(true);
    } catch (error) {
      void this.goOn();
      throw error;
    }
    say('recording paused');
  }

  async resume(): Promise<void> {
    if (this.#pause !== null) {
      await this.#tell(false);
      this.forget();
      this.#deps.say('recording goes on');
    }
  }

  /** Whatever the media server answers: asked until it does, or has nothing left to record. */
  async goOn(): Promise<void> {
    if (this.#pause !== null) {
      this.forget();
      await this.#unpause(FIRST_AGAIN_MS);
    }
  }

  /** Idempotent. */
  forget(): void {
    const { clock } = this.#deps;
    if (this.#pause !== null) {
      clock.clearTimer(this.#pause.timer);
      this.#pause = null;
    }
    if (this.#again !== null) {
      clock.clearTimer(this.#again);
      this.#again = null;
    }
  }

  async #unpause(againMs: number): Promise<void> {
    const { clock, bus, say } = this.#deps;
    try {
      await this.#tell(false);
      say('recording goes on');
    } catch (error) {
      if (isCadenciaError(error, 'DLR_MEDIA_GONE')) {
        return;
      }
      if (!isCadenciaError(error)) {
        const atMs = clock.now();
        bus.emit('engine:defect', { where: 'recording goes on', message: messageOf(error), atMs });
      }
      const nextMs = Math.min(LONGEST_AGAIN_MS, againMs * 2);
      this.#again = clock.setTimer(againMs, () => void this.#unpause(nextMs));
    }
  }

  #tell(paused: boolean): Promise<void> {
    const { recordingId, serverId, legId } = this.#call;
    const name = recordingPathOf(recordingId);
    return this.#deps.fleet.run(serverId, 'pauseRecording', (server) =>
      server.pauseRecording(legId, name, paused),
    );
  }
}
