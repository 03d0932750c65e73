import { expect, test } from 'vitest';
import { MOST_WAV_HEADER_BYTES, readWavHeader, wavMs } from '../../../src/core/recording/wav-header.js';
import { type Waveform, WaveformMeter } from '../../../src/core/recording/waveform.js';
import { silence, tone, wavBytes } from '../../support/wav-bytes.js';

function measure(bytes: Buffer, pieceBytes: number, bins?: number): Waveform {
  const header = readWavHeader(bytes.subarray(0, MOST_WAV_HEADER_BYTES), bytes.length);
  if (header === null) {
    throw new Error('no WAV');
  }
  const meter = new WaveformMeter(header, bins);
  for (let at = header.dataOffset; at < bytes.length; at += pieceBytes) {
    meter.add(bytes.subarray(at, at + pieceBytes));
  }
  return meter.finish();
}

test('a head says how long the sound lasts, and whether the switch has closed the file', () => {
  const closed = wavBytes([tone(3)]);
  const header = readWavHeader(closed.subarray(0, 44), closed.length);
  expect(header).toMatchObject({ channels: 1, rate: 8000, dataOffset: 44, complete: true });
  expect(header && wavMs(header)).toBe(3000);
  const open = wavBytes([tone(1), tone(1)], { closed: false, rate: 16_000 });
  expect(readWavHeader(open.subarray(0, 44), open.length)).toMatchObject({ complete: false, channels: 2 });
});

test('what is no PCM of 16 bits is not taken for sound', () => {
  const other = wavBytes([tone(1)]);
  other.writeUInt16LE(6, 20);
  expect(readWavHeader(other, other.length)).toBeNull();
  for (const bytes of [Buffer.alloc(0), Buffer.from('RIFF'), Buffer.alloc(400, 'x')]) {
    expect(readWavHeader(bytes, bytes.length)).toBeNull();
  }
});

test('each channel has peaks of its own, and pieces of odd lengths change nothing', () => {
  const bytes = wavBytes([
    [...tone(1, 32_767), ...tone(1, 1000)],
    [...silence(1), ...tone(1, 16_384)],
  ]);
  const whole = measure(bytes, bytes.length, 10);
  expect(whole.peaks[0]?.map((peak) => peak > 200)).toEqual([
    ...Array(5).fill(true),
    ...Array(5).fill(false),
  ]);
  expect(whole.peaks[1]?.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  expect(whole.peaks[1]?.slice(5).every((peak) => peak > 120 && peak <= 128)).toBe(true);
  for (const piece of [1, 3, 7, 4096]) {
    expect(measure(bytes, piece, 10)).toEqual(whole);
  }
});

test('a muted stretch is marked where both channels are silent for two seconds, and a pause of a talk is not', () => {
  const bytes = wavBytes([
    [...tone(1), ...silence(3), ...tone(1), ...silence(1), ...tone(1), ...silence(2)],
    [...tone(1), ...silence(3), ...tone(5)],
  ]);
  expect(measure(bytes, 1000).silences).toEqual([{ fromMs: 1000, toMs: 4000 }]);
  const alaw = wavBytes([
    [...tone(1), ...silence(2).map((_, index) => (index % 2 === 0 ? 8 : -8)), ...tone(1)],
  ]);
  expect(measure(alaw, 1000).silences).toEqual([{ fromMs: 1000, toMs: 3000 }]);
});

test('a recording of a few samples has as many peaks', () => {
  expect(measure(wavBytes([[5, -32_768, 7]]), 100).peaks).toEqual([[1, 255, 1]]);
  expect(measure(wavBytes([[]]), 100)).toEqual({ peaks: [[0]], silences: [] });
});
