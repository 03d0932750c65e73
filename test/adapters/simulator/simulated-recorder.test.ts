import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SimulatedRecorder } from '../../../src/adapters/simulator/simulated-recorder.js';
import { SimulatedRecording } from '../../../src/adapters/simulator/simulated-recording.js';
import { readWavHeader, wavMs } from '../../../src/core/recording/wav-header.js';
import { WaveformMeter } from '../../../src/core/recording/waveform.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('recorder');

test('a simulated talk becomes a file of two voices that take turns, silent where it was paused', async () => {
  const recording = new SimulatedRecording('2026-11-22/20261122-t1', 1000);
  recording.pause(true, 11_000);
  recording.pause(true, 12_000);
  recording.pause(false, 15_000);
  const recorder = new SimulatedRecorder(folder.path);
  recorder.keep(recording.finish(31_000));
  await recorder.close();
  const bytes = await readFile(join(folder.path, '2026-11-22/20261122-t1.wav'));
  const header = readWavHeader(bytes, bytes.length);
  expect(header).toMatchObject({ channels: 2, complete: true });
  expect(wavMs(header!)).toBe(30_000);
  const meter = new WaveformMeter(header!, 30);
  meter.add(bytes.subarray(header!.dataOffset));
  const { peaks, silences } = meter.finish();
  // A voice begins and ends softly.
  const around = (ms: number) => expect.closeTo(ms, -2);
  expect(silences).toEqual([{ fromMs: around(10_000), toMs: around(14_000) }]);
  const talking = peaks.map((own) => own.flatMap((peak, at) => (peak > 2 ? [at] : [])));
  expect(talking[0]!.length).toBeGreaterThan(3);
  expect(talking[1]!.length).toBeGreaterThan(3);
  expect(talking[0]!.filter((at) => talking[1]!.includes(at))).toEqual([]);
});

test('a demo keeps the first recordings of a run and fills no disk', async () => {
  const recorder = new SimulatedRecorder(folder.path);
  for (let index = 0; index < 40; index += 1) {
    recorder.keep({ name: `d/${index}`, lengthMs: 100, pauses: [] });
  }
  await recorder.close();
  await expect(readFile(join(folder.path, 'd/29.wav'))).resolves.toBeDefined();
  await expect(readFile(join(folder.path, 'd/30.wav'))).rejects.toThrow('ENOENT');
});
