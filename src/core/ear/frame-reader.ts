import { BIN_HZ, FRAME_SAMPLES, SAMPLE_RATE, type Spectrum, WINDOW_SAMPLES } from './spectrum.js';

/** Bands in equal steps of the mel scale. */
export const BANDS = 16;
const LOWEST_HZ = 200;
const HIGHEST_HZ = 3600;
const QUIETEST_DB = -90;

/** What 20 ms of sound are like. One object a reader, overwritten by the next frame. */
export interface SoundFrame {
  /** RMS in dB of full scale. */
  levelDb: number;
  /** Zero crossings a sample. */
  crossings: number;
  /** The strongest frequency. */
  peakHz: number;
  /** Part of the power that lies about the strongest frequency: 1 for a pure tone. */
  peakShare: number;
  /** dB by band. */
  readonly bands: Float32Array;
}

function mel(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

/** The first bin of each band, and one beyond the last. */
const EDGES: readonly number[] = Array.from({ length: BANDS + 1 }, (_, band) => {
  const at = mel(LOWEST_HZ) + ((mel(HIGHEST_HZ) - mel(LOWEST_HZ)) * band) / BANDS;
  return Math.round((700 * (10 ** (at / 2595) - 1)) / BIN_HZ);
});

function decibel(power: number): number {
  return power <= 1e-9 ? QUIETEST_DB : 10 * Math.log10(power);
}

/** Cuts a stream of 8 kHz samples into frames and says what each is like. */
export class FrameReader {
  readonly #spectrum: Spectrum;
  readonly #ring = new Int16Array(WINDOW_SAMPLES);
  readonly #frame: SoundFrame = {
    levelDb: QUIETEST_DB,
    crossings: 0,
    peakHz: 0,
    peakShare: 0,
    bands: new Float32Array(BANDS),
  };
  #at = 0;
  #inFrame = 0;

  constructor(spectrum: Spectrum) {
    this.#spectrum = spectrum;
  }

  /** Takes 16-bit samples, any number; `hear` gets each frame that they complete. */
  push(samples: Int16Array, hear: (frame: SoundFrame) => void): void {
    for (const sample of samples) {
      this.#ring[this.#at] = sample;
      this.#at = (this.#at + 1) % WINDOW_SAMPLES;
      this.#inFrame += 1;
      if (this.#inFrame === FRAME_SAMPLES) {
        this.#inFrame = 0;
        hear(this.#measure());
      }
    }
  }

  #measure(): SoundFrame {
    const frame = this.#frame;
    this.#measureWave(frame);
    // The ring's oldest sample stands where the next one goes.
    const power = this.#spectrum.read(this.#ring, this.#at);
    for (let band = 0; band < BANDS; band += 1) {
      let sum = 0;
      for (let k = EDGES[band] ?? 0; k < (EDGES[band + 1] ?? 0); k += 1) {
        sum += power[k] ?? 0;
      }
      frame.bands[band] = decibel(sum);
    }
    measurePeak(frame, power);
    return frame;
  }

  /** Level and crossings of the 160 newest samples; the line's constant voltage is taken out. */
  #measureWave(frame: SoundFrame): void {
    const from = this.#at + WINDOW_SAMPLES - FRAME_SAMPLES;
    let sum = 0;
    let squares = 0;
    for (let n = 0; n < FRAME_SAMPLES; n += 1) {
      const sample = this.#ring[(from + n) % WINDOW_SAMPLES] ?? 0;
      sum += sample;
      squares += sample * sample;
    }
    const mean = sum / FRAME_SAMPLES;
    let crossings = 0;
    let before = (this.#ring[from % WINDOW_SAMPLES] ?? 0) >= mean;
    for (let n = 1; n < FRAME_SAMPLES; n += 1) {
      const above = (this.#ring[(from + n) % WINDOW_SAMPLES] ?? 0) >= mean;
      crossings += above === before ? 0 : 1;
      before = above;
    }
    frame.levelDb = decibel((squares / FRAME_SAMPLES - mean * mean) / 32768 ** 2);
    frame.crossings = crossings / FRAME_SAMPLES;
  }
}

const FIRST_BIN = Math.round(150 / BIN_HZ);
const LAST_BIN = Math.round(3700 / BIN_HZ);
/** The main lobe of a Hann window. */
const LOBE = 2;

function measurePeak(frame: SoundFrame, power: Float64Array): void {
  let total = 1e-12;
  let peak = FIRST_BIN;
  for (let k = FIRST_BIN; k <= LAST_BIN; k += 1) {
    total += power[k] ?? 0;
    peak = (power[k] ?? 0) > (power[peak] ?? 0) ? k : peak;
  }
  let about = 0;
  for (let k = peak - LOBE; k <= peak + LOBE; k += 1) {
    about += power[k] ?? 0;
  }
  const [left, middle, right] = [power[peak - 1], power[peak], power[peak + 1]].map((one) =>
    Math.log((one ?? 0) + 1e-15),
  ) as [number, number, number];
  const bend = left - 2 * middle + right;
  const shift = bend === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend));
  frame.peakHz = Math.min(SAMPLE_RATE / 2, (peak + shift) * BIN_HZ);
  frame.peakShare = Math.min(1, about / total);
}
