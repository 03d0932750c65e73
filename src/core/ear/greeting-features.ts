import { BANDS, type SoundFrame } from './frame-reader.js';
import { RunningMean } from './running-mean.js';
import { VoiceTrack } from './voice-track.js';

/** What the model is asked of a greeting so far, in this order. */
export const GREETING_FEATURES = [
  'sinceFirstVoiceMs',
  'firstVoiceMs',
  'voicedMs',
  'silenceMs',
  'words',
  'phrases',
  'phraseMs',
  'firstPhraseMs',
  'longestPhraseMs',
  'longestWordMs',
  'longestGapMs',
  'voicedShare',
  'syllables',
  'syllablesASecond',
  'voiceOverFloorDb',
  'levelSpreadDb',
  'crossingsSpread',
  'flux',
  'fluxSpread',
  'tiltSpreadDb',
  'peakShare',
  'nowBelowLoudestDb',
  'loudMs',
  'sinceLoudMs',
  'loudPhrases',
  'loudPhraseMs',
  'longestLoudPhraseMs',
  'firstLoudPhraseMs',
  'longestLoudGapMs',
] as const;

/** All that may be the speaker's voice, his faint syllables too. */
const WHOLE_VOICE = { belowLoudestDb: 18 } as const;
/** What only he says: a television behind him is fainter. */
const LOUD_VOICE = { belowLoudestDb: 10 } as const;

/** A peak of loudness counts as a syllable when the level fell by this much before it. */
const SYLLABLE_DIP_DB = 4;

/** Gathers, frame by frame, the figures by which a greeting is judged. */
export class GreetingFeatures {
  readonly voice = new VoiceTrack(WHOLE_VOICE);
  readonly #loud = new VoiceTrack(LOUD_VOICE);
  readonly #levels = new RunningMean();
  readonly #crossings = new RunningMean();
  readonly #fluxes = new RunningMean();
  readonly #tilts = new RunningMean();
  readonly #peaks = new RunningMean();
  readonly #before = new Float32Array(BANDS);
  #wasVoiced = false;
  #syllables = 0;
  #valleyDb = 0;
  #hillDb = -90;

  hear(frame: SoundFrame): void {
    const voiced = this.voice.hear(frame);
    this.#loud.hear(frame);
    if (voiced) {
      this.#levels.add(frame.levelDb);
      this.#crossings.add(frame.crossings);
      this.#tilts.add(tiltOf(frame.bands));
      this.#peaks.add(frame.peakShare);
      if (this.#wasVoiced) {
        this.#fluxes.add(fluxOf(frame.bands, this.#before));
      }
      this.#before.set(frame.bands);
    }
    this.#countSyllables(frame.levelDb, voiced);
    this.#wasVoiced = voiced;
  }

  /** The figures by now, in the order of their names. */
  values(): readonly number[] {
    const voice = this.voice;
    const loud = this.#loud;
    const firstMs = voice.firstVoiceMs ?? voice.heardMs;
    const sinceMs = voice.heardMs - firstMs;
    return [
      sinceMs,
      firstMs,
      voice.voicedMs,
      voice.silenceMs,
      voice.words,
      voice.phrases,
      voice.phraseMs,
      voice.firstPhraseMs,
      voice.longestPhraseMs,
      voice.longestWordMs,
      voice.longestGapMs,
      sinceMs === 0 ? 0 : voice.voicedMs / sinceMs,
      this.#syllables,
      voice.voicedMs === 0 ? 0 : (1000 * this.#syllables) / voice.voicedMs,
      this.#levels.mean - voice.floorDb,
      this.#levels.deviation,
      this.#crossings.deviation,
      this.#fluxes.mean,
      this.#fluxes.deviation,
      this.#tilts.deviation,
      this.#peaks.mean,
      voice.loudestDb - voice.levelDb,
      loud.voicedMs,
      loud.silenceMs,
      loud.phrases,
      loud.phraseMs,
      loud.longestPhraseMs,
      loud.firstPhraseMs,
      loud.longestGapMs,
    ];
  }

  #countSyllables(levelDb: number, voiced: boolean): void {
    if (!voiced) {
      this.#hillDb = -90;
      this.#valleyDb = Math.min(this.#valleyDb, levelDb);
      return;
    }
    if (levelDb > this.#valleyDb + SYLLABLE_DIP_DB && this.#hillDb === -90) {
      this.#syllables += 1;
      this.#hillDb = levelDb;
    } else if (this.#hillDb > -90) {
      this.#hillDb = Math.max(this.#hillDb, levelDb);
    }
    this.#valleyDb = Math.min(this.#valleyDb, levelDb);
    if (levelDb < this.#hillDb - SYLLABLE_DIP_DB) {
      this.#hillDb = -90;
      this.#valleyDb = levelDb;
    }
  }
}

const QUARTER = BANDS / 4;

/** How much louder the low bands are than the high ones: falls in s and f, rises in vowels. */
function tiltOf(bands: Float32Array): number {
  let low = 0;
  let high = 0;
  for (let band = 0; band < QUARTER; band += 1) {
    low += bands[band] ?? 0;
    high += bands[BANDS - 1 - band] ?? 0;
  }
  return (low - high) / QUARTER;
}

/** How much the spectrum changes from one frame to the next: more in speech than in a held note. */
function fluxOf(bands: Float32Array, before: Float32Array): number {
  let sum = 0;
  for (let band = 0; band < BANDS; band += 1) {
    sum += Math.abs((bands[band] ?? 0) - (before[band] ?? 0));
  }
  return sum / BANDS;
}
