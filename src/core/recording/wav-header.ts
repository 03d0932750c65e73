/** What the beginning of a WAV file says of its sound. */
export interface WavHeader {
  readonly channels: number;
  /** Samples a second of each channel. */
  readonly rate: number;
  /** Where the samples begin. */
  readonly dataOffset: number;
  /** Bytes of samples the file really has, whatever its header says. */
  readonly dataBytes: number;
  /** The header's length is the file's: whoever wrote it has closed it. */
  readonly complete: boolean;
}

/** A header of `fmt ` and `data` alone has 44 bytes; other chunks may stand before the samples. */
export const MOST_WAV_HEADER_BYTES = 4096;
const PCM = 1;
const BYTES_A_SAMPLE = 2;

/**
 * Reads the head of a WAV file of 16-bit PCM (Microsoft RIFF, "Multimedia Programming Interface", 1991), or null where
 * the bytes are none. Asterisk writes the lengths when it closes the file, so a file under way says zero.
 */
export function readWavHeader(head: Uint8Array, fileBytes: number): WavHeader | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const tag = (at: number): string => String.fromCharCode(...head.subarray(at, at + 4));
  if (head.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') {
    return null;
  }
  let format: { readonly channels: number; readonly rate: number } | null = null;
  for (let at = 12; at + 8 <= head.length; ) {
    const length = view.getUint32(at + 4, true);
    if (tag(at) === 'data') {
      return format === null ? null : dataOf(format, at + 8, length, fileBytes);
    }
    if (tag(at) === 'fmt ' && at + 24 <= head.length) {
      const bits = view.getUint16(at + 22, true);
      if (view.getUint16(at + 8, true) !== PCM || bits !== 8 * BYTES_A_SAMPLE) {
        return null;
      }
      format = { channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true) };
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

function dataOf(
  { channels, rate }: { readonly channels: number; readonly rate: number },
  dataOffset: number,
  declared: number,
  fileBytes: number,
): WavHeader | null {
  const dataBytes = fileBytes - dataOffset;
  if (channels < 1 || rate < 1 || dataBytes < 0) {
    return null;
  }
  return { channels, rate, dataOffset, dataBytes, complete: declared === dataBytes && dataBytes > 0 };
}

/** How long the sound lasts. */
export function wavMs({ dataBytes, rate, channels }: WavHeader): number {
  return Math.round((dataBytes / (rate * channels * BYTES_A_SAMPLE)) * 1000);
}
