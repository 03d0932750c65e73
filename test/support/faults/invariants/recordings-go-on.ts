import type { RecordedTalk } from '../../../../src/adapters/simulator/simulated-recording.js';
import { MINUTE, SECOND } from '../../../../src/core/kernel/time.js';
import type { Invariant } from './invariant.js';

/** The longest pause of a recording, and what a server that was away adds to it. */
const LONGEST_PAUSE_MS = 2 * MINUTE + 45 * SECOND;

/** No recording is silent for longer than its pause may last. */
export class RecordingsGoOn implements Invariant {
  readonly name = 'recordings go on after a pause';
  readonly broken: string[] = [];

  recorded({ name, pauses }: RecordedTalk): void {
    for (const { fromMs, toMs } of pauses) {
      if (toMs - fromMs > LONGEST_PAUSE_MS) {
        this.broken.push(`${name} was silent for ${toMs - fromMs} ms`);
      }
    }
  }
}
