import { CadenciaError } from '../../core/kernel/errors.js';
import type { LegId } from '../../core/kernel/ids.js';
import { eslRefused } from './esl-failure.js';
import { apiForLeg, type FreeswitchSession, isError, livingLeg } from './freeswitch-session.js';

const RECORDING_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

/**
 * FreeSWITCH evens out the two sides of a recording in a buffer, of half a second by itself: its last half second is lost
 * where one side is silent, and what was said to be left out is written by so much too late.
 */
export const RECORDING_BUFFER: readonly [name: string, frames: string] = ['RECORD_PRE_BUFFER_FRAMES', '5'];
/** The buffer's five frames of 20 ms, and one: what is in it when a pause ends was said during the pause. */
const BUFFERED_MS = 120;

/** Records both sides of legs; a recording hangs on its leg, so it survives holds and transfers. */
export class FreeswitchRecorder {
  readonly #session: FreeswitchSession;
  readonly #folder: string;
  /** Pauses that are over and not ended yet, by file. */
  readonly #ending = new Set<string>();

  constructor(session: FreeswitchSession, folder: string) {
    this.#session = session;
    this.#folder = folder;
  }

  /** FreeSWITCH lets one that runs to the same file go on. */
  async start(legId: LegId, name: string): Promise<void> {
    const path = this.#pathOf(name);
    const leg = await this.#session.controlled(legId);
    await apiForLeg(this.#session, legId, `uuid_record ${legId} start ${path}`);
    leg.recordings.add(name);
  }

  /** Resolves also when the recording or the leg has ended: the file is then complete already. */
  async stop(legId: LegId, name: string): Promise<void> {
    await this.#session.api(`uuid_record ${legId} stop ${this.#pathOf(name)}`);
    this.#session.legs.get(legId)?.recordings.delete(name);
  }

  /** Silence is written meanwhile, so that times in the file stay true. */
  async pause(legId: LegId, name: string, paused: boolean): Promise<void> {
    const path = this.#pathOf(name);
    livingLeg(this.#session, legId, 'pauseRecording');
    if (paused) {
      this.#ending.delete(path);
    } else {
      this.#ending.add(path);
      await this.#buffered();
      if (!this.#ending.delete(path)) {
        // Paused anew meanwhile, or ended by another who asked for the same.
        return;
      }
    }
    const answer = await this.#session.api(`uuid_record ${legId} ${paused ? 'mask' : 'unmask'} ${path}`);
    if (isError(answer)) {
      throw new CadenciaError('DLR_MEDIA_GONE', {
        detail: `pauseRecording: no recording '${name}' runs on leg ${legId}.`,
        fields: { legId },
      });
    }
  }

  #buffered(): Promise<void> {
    return new Promise((resolve) => {
      this.#session.clock.setTimer(BUFFERED_MS, resolve);
    });
  }

  #pathOf(name: string): string {
    if (!RECORDING_NAME.test(name)) {
      throw eslRefused('record', `'${name.slice(0, 64)}' is no name of a recording`);
    }
    return `${this.#folder}/${name}.wav`;
  }
}
