import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeAudio } from '../../../src/adapters/asterisk-process/sipp-process.js';
import { type AnswerDecision, AnswerEar } from '../../../src/core/ear/answer-ear.js';
import { decodeG711 } from '../../../src/core/ear/g711.js';
import { Spectrum } from '../../../src/core/ear/spectrum.js';
import { packetsOf, toneOf } from '../../support/made-sound.js';
import { packagePath } from '../../support/package-folder.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('ear');
const spectrum = new Spectrum();
const quiet = (ms: number): readonly number[] => toneOf(0, ms);

beforeAll(() => makeAudio(packagePath(), folder.path));

function decisionOn(sound: readonly (readonly number[])[], deadlineMs: number): AnswerDecision | null {
  const ear = new AnswerEar(spectrum, { deadlineMs });
  for (const packet of packetsOf(...sound)) {
    ear.hear(packet);
  }
  return ear.decision;
}

async function recorded(name: string): Promise<readonly number[]> {
  const samples = [...decodeG711(await readFile(join(folder.path, name)), 'alaw')];
  return [...samples, ...quiet(Math.max(0, 6000 - samples.length / 8))];
}

test.each(['pessoa.al', 'pessoa-demora.al'])(
  'who says a word or two and waits is a person: %s',
  async (name) => {
    expect(decisionOn([await recorded(name)], 6000)).toMatchObject({ sound: 'human' });
  },
);

test('who greets at some length is a person until it is clear that he is none', async () => {
  expect(['human', 'unsure']).toContain(decisionOn([await recorded('pessoa-saudacao.al')], 3500)?.sound);
});

test('who goes on talking is a machine', async () => {
  expect(decisionOn([await recorded('maquina.al')], 6000)?.sound).toBe('machine');
});

test('a beep after a few words is a machine, at once', () => {
  const decision = decisionOn([quiet(400), toneOf(1000, 400), quiet(2000)], 6000);
  expect(decision).toMatchObject({ sound: 'beep', machine: null });
  expect(decision?.afterMs).toBeLessThan(1000);
});

test('the tone of a fax is a fax, and the network’s own ringing tone nobody', async () => {
  expect(decisionOn([await recorded('fax.al')], 6000)?.sound).toBe('fax');
  expect(decisionOn([toneOf(425, 1000), quiet(3000)], 3000)?.sound).not.toBe('beep');
});

test('silence is told at the deadline, and as silence', () => {
  expect(decisionOn([quiet(4000)], 3500)).toEqual({ sound: 'silence', afterMs: 3500, machine: null });
});

test('nothing is decided before there is sound enough, and a decision stays', async () => {
  const ear = new AnswerEar(spectrum, { deadlineMs: 6000 });
  expect(ear.hear(Int16Array.from(toneOf(0, 50)))).toBeNull();
  for (const packet of packetsOf(await recorded('pessoa.al'))) {
    ear.hear(packet);
  }
  const first = ear.decision;
  for (const packet of packetsOf(toneOf(2100, 3000))) {
    ear.hear(packet);
  }
  expect(first?.sound).toBe('human');
  expect(ear.decision).toBe(first);
});

test('the same sound in packets of any size is decided alike', async () => {
  const samples = Int16Array.from(await recorded('pessoa.al'));
  const whole = new AnswerEar(spectrum, { deadlineMs: 6000 });
  const pieces = new AnswerEar(spectrum, { deadlineMs: 6000 });
  whole.hear(samples);
  for (let from = 0; from < samples.length; from += 73) {
    pieces.hear(samples.subarray(from, from + 73));
  }
  expect(pieces.decision).toEqual(whole.decision);
});
