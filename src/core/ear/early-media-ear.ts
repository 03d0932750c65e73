/*
 * What the network says before anybody answers. Tones are known by their cadence; recordings only when they are the
 * recordings in the library, nearly bit by bit: what is not known stays unknown, whatever it sounds like.
 */
import type { Announcement } from './announcement.js';
import type { AnnouncementLibrary } from './announcement-library.js';
import { FingerprintReader } from './fingerprint.js';
import { FrameReader, type SoundFrame } from './frame-reader.js';
import { FRAME_MS, type Spectrum } from './spectrum.js';
import { toneAnnouncement } from './tone-cadence.js';
import { ToneTrack } from './tone-track.js';

export interface AnnouncementHeard {
  readonly says: Announcement;
  /** The recording's name; '' for a tone. */
  readonly recording: string;
  readonly afterMs: number;
}

/** The stretch that is looked up: three seconds. */
const STRETCH_FRAMES = 150;
/** The library is asked this often, once there is a stretch. */
const LOOKED_UP_EVERY_MS = 1000;

/** Hears one call until it is answered; the last thing it was told counts. Pure. */
export class EarlyMediaEar {
  readonly #reader: FrameReader;
  readonly #library: AnnouncementLibrary;
  readonly #tones = new ToneTrack();
  readonly #fingerprint = new FingerprintReader();
  readonly #codes = new Int16Array(STRETCH_FRAMES);
  #frames = 0;
  #heard: AnnouncementHeard | null = null;

  constructor(spectrum: Spectrum, library: AnnouncementLibrary) {
    this.#reader = new FrameReader(spectrum);
    this.#library = library;
  }

  /** The last thing that was clear; null while nothing was. */
  get heard(): AnnouncementHeard | null {
    return this.#heard;
  }

  /** Takes 16-bit samples of what the network plays; what is new in it, or null. */
  hear(samples: Int16Array): AnnouncementHeard | null {
    const before = this.#heard;
    this.#reader.push(samples, (frame) => this.#hear(frame));
    return this.#heard === before ? null : this.#heard;
  }

  #hear(frame: SoundFrame): void {
    this.#tones.hear(frame);
    this.#codes[this.#frames % STRETCH_FRAMES] = this.#fingerprint.code(frame);
    this.#frames += 1;
    const afterMs = this.#frames * FRAME_MS;
    const tone = toneAnnouncement(this.#tones);
    if (tone !== null) {
      this.#tell(tone, '', afterMs);
    }
    if (this.#frames >= STRETCH_FRAMES && afterMs % LOOKED_UP_EVERY_MS === 0) {
      const found = this.#library.find(this.#stretch());
      if (found !== null) {
        this.#tell(found.says, found.name, afterMs);
      }
    }
  }

  /** A recording outweighs the tone before or after it. */
  #tell(says: Announcement, recording: string, afterMs: number): void {
    const known = this.#heard;
    if (known?.says !== says && (known === null || known.recording === '' || recording !== '')) {
      this.#heard = { says, recording, afterMs };
    }
  }

  #stretch(): Int16Array {
    return Int16Array.from(
      { length: STRETCH_FRAMES },
      (_, n) => this.#codes[(this.#frames + n) % STRETCH_FRAMES] ?? 0,
    );
  }
}
