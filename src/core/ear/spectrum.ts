/** What telephone networks carry. */
export const SAMPLE_RATE = 8000;
/** 20 ms: a packet of telephone sound, and the step of everything that listens here. */
export const FRAME_SAMPLES = 160;
export const FRAME_MS = 20;
/** 32 ms of sound, Hann-windowed: bins of 31.25 Hz. */
export const WINDOW_SAMPLES = 256;
export const BIN_HZ = SAMPLE_RATE / WINDOW_SAMPLES;
const BINS = WINDOW_SAMPLES / 2 + 1;

/**
 * Power spectrum of a window of sound by a radix-2 transform. Holds scratch space and nothing between two windows, so that
 * one serves every call.
 */
export class Spectrum {
  /** Of the last window. */
  readonly power = new Float64Array(BINS);
  readonly #window = new Float64Array(WINDOW_SAMPLES);
  readonly #real = new Float64Array(WINDOW_SAMPLES);
  readonly #imaginary = new Float64Array(WINDOW_SAMPLES);
  readonly #cosine = new Float64Array(WINDOW_SAMPLES / 2);
  readonly #sine = new Float64Array(WINDOW_SAMPLES / 2);
  readonly #reversed = new Uint16Array(WINDOW_SAMPLES);

  constructor() {
    const bits = Math.log2(WINDOW_SAMPLES);
    for (let n = 0; n < WINDOW_SAMPLES; n += 1) {
      this.#window[n] = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW_SAMPLES);
      let reversed = 0;
      for (let bit = 0; bit < bits; bit += 1) {
        reversed |= ((n >> bit) & 1) << (bits - 1 - bit);
      }
      this.#reversed[n] = reversed;
    }
    for (let n = 0; n < WINDOW_SAMPLES / 2; n += 1) {
      this.#cosine[n] = Math.cos((2 * Math.PI * n) / WINDOW_SAMPLES);
      this.#sine[n] = -Math.sin((2 * Math.PI * n) / WINDOW_SAMPLES);
    }
  }

  /** Reads `WINDOW_SAMPLES` samples of a ring from `start` on; 16-bit samples, power of full scale 1. */
  read(ring: Int16Array, start: number): Float64Array {
    const re = this.#real;
    const im = this.#imaginary;
    for (let n = 0; n < WINDOW_SAMPLES; n += 1) {
      const at = this.#reversed[n] ?? 0;
      re[at] = ((ring[(start + n) % ring.length] ?? 0) / 32768) * (this.#window[n] ?? 0);
      im[at] = 0;
    }
    this.#transform(re, im);
    for (let k = 0; k < BINS; k += 1) {
      const a = re[k] ?? 0;
      const b = im[k] ?? 0;
      this.power[k] = (a * a + b * b) / WINDOW_SAMPLES;
    }
    return this.power;
  }

  #transform(re: Float64Array, im: Float64Array): void {
    for (let size = 2; size <= WINDOW_SAMPLES; size *= 2) {
      const half = size / 2;
      const stride = WINDOW_SAMPLES / size;
      for (let from = 0; from < WINDOW_SAMPLES; from += size) {
        for (let k = 0; k < half; k += 1) {
          const c = this.#cosine[k * stride] ?? 0;
          const s = this.#sine[k * stride] ?? 0;
          const low = from + k;
          const high = low + half;
          const hr = re[high] ?? 0;
          const hi = im[high] ?? 0;
          const tr = hr * c - hi * s;
          const ti = hr * s + hi * c;
          re[high] = (re[low] ?? 0) - tr;
          im[high] = (im[low] ?? 0) - ti;
          re[low] = (re[low] ?? 0) + tr;
          im[low] = (im[low] ?? 0) + ti;
        }
      }
    }
  }
}
