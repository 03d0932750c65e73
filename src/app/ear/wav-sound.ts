import { decodeG711 } from '../../core/ear/g711.js';
import { SAMPLE_RATE } from '../../core/ear/spectrum.js';
import { CadenciaError } from '../../core/kernel/errors.js';

/** Formats of the wave format registry that are read. */
const PCM = 1;
const ALAW = 6;
const ULAW = 7;

function unreadable(file: string, why: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', {
    detail: `${file}: ${why}. Write it as 'sox IN.wav -r ${SAMPLE_RATE} -c 1 -b 16 -e signed OUT.wav' does.`,
  });
}

/** The chunk of that name in a RIFF file, or null. */
function chunkOf(bytes: Buffer, name: string): Buffer | null {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === name) {
      return bytes.subarray(at + 8, at + 8 + length);
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

/** Samples of a WAV of one channel and 8 kHz, of 16-bit PCM, A-law or µ-law; `file` is what an error calls it. */
export function readWavSound(bytes: Buffer, file: string): Int16Array {
  const format = chunkOf(bytes, 'fmt ');
  const data = chunkOf(bytes, 'data');
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || format === null || format.length < 16 || data === null) {
    throw unreadable(file, 'it is no WAV');
  }
  const [code, channels, rate, bits] = [
    format.readUInt16LE(0),
    format.readUInt16LE(2),
    format.readUInt32LE(4),
    format.readUInt16LE(14),
  ];
  if (channels !== 1 || rate !== SAMPLE_RATE) {
    throw unreadable(file, `it has ${channels} channels at ${rate} Hz, not one at ${SAMPLE_RATE} Hz`);
  }
  if (code === ALAW || code === ULAW) {
    return decodeG711(data, code === ALAW ? 'alaw' : 'ulaw');
  }
  if (code !== PCM || bits !== 16) {
    throw unreadable(file, 'it is neither 16-bit PCM nor A-law nor µ-law');
  }
  const samples = new Int16Array(data.length >> 1);
  for (let n = 0; n < samples.length; n += 1) {
    samples[n] = data.readInt16LE(2 * n);
  }
  return samples;
}
