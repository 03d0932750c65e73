import type { AmdVerdict } from '../call-log/call-log-row.js';
import type { Announcement } from './announcement.js';
import type { AnnouncementLibrary } from './announcement-library.js';
import { AnswerEar, type AnswerSound } from './answer-ear.js';
import { EarlyMediaEar } from './early-media-ear.js';
import type { Spectrum } from './spectrum.js';

type EarVerdict = Exclude<AmdVerdict, 'off'>;

/** What the sound says of who is there; in doubt, and in silence, it may be a person. */
const VERDICTS: Readonly<Record<AnswerSound, EarVerdict>> = {
  human: 'human',
  machine: 'machine',
  beep: 'machine',
  fax: 'machine',
  silence: 'unknown',
  unsure: 'unknown',
};

/** What was heard on a leg, as a media server tells it. */
export type EarNews =
  | { readonly kind: 'announced'; readonly says: Announcement; readonly recording: string }
  | { readonly kind: 'amd'; readonly verdict: EarVerdict; readonly cause: string };

/** No sound could be had: nobody waits for a verdict. */
export const NO_SOUND: EarNews = { kind: 'amd', verdict: 'unknown', cause: 'EAR-NOSOUND' };

/** Hears one leg: before the answer what the network says, after it who answered. Pure; holds nothing else. */
export class LegEar {
  readonly #spectrum: Spectrum;
  #early: EarlyMediaEar | null = null;
  #answer: AnswerEar | null = null;

  constructor(spectrum: Spectrum) {
    this.#spectrum = spectrum;
  }

  /** The network sends sound before the answer. */
  hearNetwork(library: AnnouncementLibrary): void {
    this.#early = new EarlyMediaEar(this.#spectrum, library);
  }

  /** Somebody answered, and is told of after so much sound. */
  hearAnswer(deadlineMs: number): void {
    this.#early = null;
    this.#answer = new AnswerEar(this.#spectrum, { deadlineMs });
  }

  /** Takes 16-bit samples at 8 kHz; what is new in them, or null. The first verdict is the only one. */
  hear(samples: Int16Array): EarNews | null {
    if (this.#answer !== null) {
      const decision = this.#answer.hear(samples);
      if (decision === null) {
        return null;
      }
      this.#answer = null;
      const { sound } = decision;
      return { kind: 'amd', verdict: VERDICTS[sound], cause: `EAR-${sound.toUpperCase()}` };
    }
    const heard = this.#early?.hear(samples) ?? null;
    return heard === null ? null : { kind: 'announced', says: heard.says, recording: heard.recording };
  }
}
