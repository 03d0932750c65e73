import type { SoundFrame } from './frame-reader.js';
import { FRAME_MS } from './spectrum.js';

/** A stretch of one steady frequency. */
export interface Tone {
  readonly hz: number;
  readonly fromMs: number;
  /** To its last frame. */
  readonly toMs: number;
}

const PURE_SHARE = 0.8;
const LEAST_LEVEL_DB = -48;
const STEADY_HZ = 14;
/** A frame or two may be lost to a packet that did not come. */
const LONGEST_HOLE_MS = 40;
const SHORTEST_TONE_MS = 100;
/** What is kept of the past: enough for every cadence that is known here. */
const KEPT = 12;

/** The steady tones of a stream, in order. */
export class ToneTrack {
  /** Those that have ended, the oldest first; at most the last twelve. */
  readonly ended: Tone[] = [];
  heardMs = 0;
  #hz = 0;
  #fromMs = 0;
  #toMs = 0;
  #frames = 0;

  /** The one that sounds now, once it has lasted for a tenth of a second. */
  get sounding(): Tone | null {
    return this.#frames > 0 && this.#toMs - this.#fromMs >= SHORTEST_TONE_MS
      ? { hz: this.#hz, fromMs: this.#fromMs, toMs: this.#toMs }
      : null;
  }

  hear({ levelDb, peakHz, peakShare }: SoundFrame): void {
    this.heardMs += FRAME_MS;
    const pure = peakShare >= PURE_SHARE && levelDb >= LEAST_LEVEL_DB;
    if (pure && this.#frames > 0 && Math.abs(peakHz - this.#hz) <= STEADY_HZ) {
      this.#frames += 1;
      this.#hz += (peakHz - this.#hz) / this.#frames;
      this.#toMs = this.heardMs;
      return;
    }
    if (this.#frames > 0 && !pure && this.heardMs - this.#toMs <= LONGEST_HOLE_MS) {
      return;
    }
    this.#end();
    if (pure) {
      this.#hz = peakHz;
      this.#fromMs = this.heardMs - FRAME_MS;
      this.#toMs = this.heardMs;
      this.#frames = 1;
    }
  }

  #end(): void {
    const tone = this.sounding;
    this.#frames = 0;
    if (tone !== null) {
      this.ended.push(tone);
      if (this.ended.length > KEPT) {
        this.ended.shift();
      }
    }
  }
}
