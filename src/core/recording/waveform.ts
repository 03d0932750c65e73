import type { WavHeader } from './wav-header.js';

/** A stretch without any sound on any channel: a recording that was muted, or a line that sent nothing. */
export interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a player draws: for each channel the loudest sample of each stretch, 0 to 255. */
export interface Waveform {
  readonly peaks: readonly (readonly number[])[];
  readonly silences: readonly Silence[];
}

/** As many as a wide screen has room for. */
export const WAVEFORM_BINS = 600;
/** Pauses of a talk are shorter, and a line has some noise in them. */
const LEAST_SILENCE_MS = 2000;
/** A-law has no zero: its silence decodes to plus or minus eight (ITU-T G.711, table 1a). */
const SILENT = 8;
const LOUDEST = 32_768;
const BYTES_A_SAMPLE = 2;

/** Takes the samples of a recording as they pass, in pieces of any length, and never holds them. */
export class WaveformMeter {
  readonly #header: WavHeader;
  readonly #frames: number;
  readonly #bins: number;
  readonly #peaks: Uint8Array[];
  readonly #silences: Silence[] = [];
  #frame = 0;
  #channel = 0;
  #frameIsSilent = true;
  #silentSince: number | null = null;
  /** The first byte of a sample whose second is in the next piece. */
  #half: number | null = null;

  constructor(header: WavHeader, bins = WAVEFORM_BINS) {
    this.#header = header;
    this.#frames = Math.floor(header.dataBytes / (header.channels * BYTES_A_SAMPLE));
    this.#bins = Math.max(1, Math.min(bins, this.#frames));
    this.#peaks = Array.from({ length: header.channels }, () => new Uint8Array(this.#bins));
  }

  /** The next bytes of samples, those of the header left out. */
  add(bytes: Uint8Array): void {
    let at = 0;
    if (this.#half !== null && bytes.length > 0) {
      this.#sample(this.#half, bytes[0] ?? 0);
      this.#half = null;
      at = 1;
    }
    for (; at + 1 < bytes.length; at += BYTES_A_SAMPLE) {
      this.#sample(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    }
    if (at < bytes.length) {
      this.#half = bytes[at] ?? 0;
    }
  }

  finish(): Waveform {
    this.#endSilence();
    return { peaks: this.#peaks.map((own) => [...own]), silences: this.#silences };
  }

  #sample(low: number, high: number): void {
    const value = (((high << 8) | low) << 16) >> 16;
    const size = Math.abs(value);
    const bin = Math.min(this.#bins - 1, Math.floor((this.#frame * this.#bins) / this.#frames));
    const own = this.#peaks[this.#channel];
    const peak = Math.min(255, Math.ceil((size * 255) / LOUDEST));
    if (own !== undefined && peak > (own[bin] ?? 0)) {
      own[bin] = peak;
    }
    this.#frameIsSilent &&= size <= SILENT;
    this.#channel += 1;
    if (this.#channel === this.#header.channels) {
      this.#endFrame();
    }
  }

  #endFrame(): void {
    if (!this.#frameIsSilent) {
      this.#endSilence();
    } else {
      this.#silentSince ??= this.#frame;
    }
    this.#frame += 1;
    this.#channel = 0;
    this.#frameIsSilent = true;
  }

  #endSilence(): void {
    const since = this.#silentSince;
    this.#silentSince = null;
    if (since === null) {
      return;
    }
    const msOf = (frame: number): number => Math.round((frame / this.#header.rate) * 1000);
    if (msOf(this.#frame) - msOf(since) >= LEAST_SILENCE_MS) {
      this.#silences.push({ fromMs: msOf(since), toMs: msOf(this.#frame) });
    }
  }
}
