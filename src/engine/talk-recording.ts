import { recordingPathOf } from '../core/compliance/recording-name.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import { MINUTE } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { TalkedCall } from './talked-call.js';

/** A recording that the law asks for does not stay silent because somebody forgot it. */
const SECURE_PAUSE_MS = 2 * MINUTE;

export interface TalkRecordingDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Silence began, or the recording goes on. */
  readonly say: (what: string) => void;
}

/** The pause of one talk's recording, for what must not be on it; ends by itself. */
export class TalkRecording {
  readonly #deps: TalkRecordingDeps;
  readonly #call: TalkedCall;
  #pause: { readonly timer: Timer; readonly untilMs: number } | null = null;

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
    if (this.#pause === null) {
      await this.#tell(true);
      const untilMs = this.#deps.clock.now() + SECURE_PAUSE_MS;
      const timer = this.#deps.clock.setTimer(SECURE_PAUSE_MS, () => void this.goOn());
      this.#pause = { timer, untilMs };
      this.#deps.say('recording paused');
    }
  }

  async resume(): Promise<void> {
    if (this.#pause !== null) {
      await this.#tell(false);
      this.forget();
      this.#deps.say('recording goes on');
    }
  }

  /** Whatever the media server answers. */
  async goOn(): Promise<void> {
    if (this.#pause !== null) {
      this.forget();
      await this.#tell(false).catch((error: unknown) => {
        const atMs = this.#deps.clock.now();
        this.#deps.bus.emit('engine:defect', { where: 'recording goes on', message: messageOf(error), atMs });
      });
      this.#deps.say('recording goes on');
    }
  }

  /** Idempotent. */
  forget(): void {
    if (this.#pause !== null) {
      this.#deps.clock.clearTimer(this.#pause.timer);
      this.#pause = null;
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
