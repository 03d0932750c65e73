import type { SoundFrame } from './frame-reader.js';
import { FRAME_MS } from './spectrum.js';

/** A gap this long ends a word: closures of p, t, k last 50 to 80 ms. */
const WORD_GAP_MS = 100;
/** A gap this long ends a phrase. */
const PHRASE_GAP_MS = 300;
/** Sound shorter than this is a click. */
const SHORTEST_WORD_MS = 60;

const ABOVE_FLOOR_DB = 8;
const LEAST_VOICE_DB = -52;
/** Nobody's voice is so loud that a line's noise could not be as loud before it. */
const LOUDEST_FLOOR_DB = -30;
/** The floor is the quietest 60 ms of the last second or two: a voice never goes on for so long without a dip. */
const FLOOR_WINDOW_MS = 800;
const SMOOTHING = 1 / 3;

/** How far below the loudest voice sound is still taken for the same speaker. */
export interface VoiceTrackOptions {
  readonly belowLoudestDb: number;
}

/** When somebody speaks: voice against the noise of the line, in words and phrases. Milliseconds of sound heard. */
export class VoiceTrack {
  heardMs = 0;
  voicedMs = 0;
  /** When the first word began; null while nobody has spoken. */
  firstVoiceMs: number | null = null;
  words = 0;
  phrases = 0;
  longestWordMs = 0;
  longestPhraseMs = 0;
  firstPhraseMs = 0;
  /** Between two words. */
  longestGapMs = 0;
  loudestDb = -90;
  /** Of the last 60 ms. */
  levelDb = LOUDEST_FLOOR_DB;
  readonly #belowLoudestDb: number;
  #lowestDb = LOUDEST_FLOOR_DB;
  #lowestBeforeDb = LOUDEST_FLOOR_DB;
  #candidateMs = 0;
  #inWord = false;
  #wordFromMs = 0;
  #phraseFromMs = 0;
  #lastVoiceMs = 0;

  constructor({ belowLoudestDb }: VoiceTrackOptions) {
    this.#belowLoudestDb = belowLoudestDb;
  }

  /** The noise of the line. */
  get floorDb(): number {
    return Math.min(this.#lowestDb, this.#lowestBeforeDb);
  }

  /** Of the phrase that is being said, or the last one. */
  get phraseMs(): number {
    return this.#lastVoiceMs - this.#phraseFromMs;
  }

  /** Since the last voice; 0 before the first. */
  get silenceMs(): number {
    return this.firstVoiceMs === null ? 0 : this.heardMs - this.#lastVoiceMs;
  }

  /** True when the frame is voice. */
  hear({ levelDb }: SoundFrame): boolean {
    this.heardMs += FRAME_MS;
    this.#followFloor(levelDb);
    const quietDb = Math.max(this.floorDb + ABOVE_FLOOR_DB, this.loudestDb - this.#belowLoudestDb);
    const voiced = levelDb > Math.max(quietDb, LEAST_VOICE_DB);
    if (voiced) {
      this.#hearVoice(levelDb);
    } else if (!this.#inWord) {
      this.#candidateMs = 0;
    } else if (this.heardMs - this.#lastVoiceMs >= WORD_GAP_MS) {
      this.#inWord = false;
    }
    return voiced;
  }

  #followFloor(levelDb: number): void {
    this.levelDb += this.heardMs === FRAME_MS ? levelDb - this.levelDb : SMOOTHING * (levelDb - this.levelDb);
    if (this.heardMs % FLOOR_WINDOW_MS === 0) {
      this.#lowestBeforeDb = Math.min(this.#lowestDb, LOUDEST_FLOOR_DB);
      this.#lowestDb = LOUDEST_FLOOR_DB;
    }
    this.#lowestDb = Math.min(this.#lowestDb, this.levelDb);
  }

  #hearVoice(levelDb: number): void {
    if (this.#inWord) {
      this.voicedMs += FRAME_MS;
    } else {
      this.#candidateMs += FRAME_MS;
      if (this.#candidateMs < SHORTEST_WORD_MS) {
        return;
      }
      this.#beginWord();
    }
    this.loudestDb = Math.max(this.loudestDb, levelDb);
    this.#lastVoiceMs = this.heardMs;
    this.longestWordMs = Math.max(this.longestWordMs, this.heardMs - this.#wordFromMs);
    this.longestPhraseMs = Math.max(this.longestPhraseMs, this.phraseMs);
    if (this.phrases === 1) {
      this.firstPhraseMs = this.phraseMs;
    }
  }

  #beginWord(): void {
    const fromMs = this.heardMs - this.#candidateMs;
    const gapMs = fromMs - this.#lastVoiceMs;
    this.#inWord = true;
    this.#wordFromMs = fromMs;
    this.voicedMs += this.#candidateMs;
    this.#candidateMs = 0;
    this.words += 1;
    if (this.firstVoiceMs === null || gapMs >= PHRASE_GAP_MS) {
      this.phrases += 1;
      this.#phraseFromMs = fromMs;
    }
    if (this.firstVoiceMs === null) {
      this.firstVoiceMs = fromMs;
    } else {
      this.longestGapMs = Math.max(this.longestGapMs, gapMs);
    }
  }
}
