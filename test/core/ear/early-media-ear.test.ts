import { expect, test } from 'vitest';
import type { RecordedAnnouncement } from '../../../src/core/ear/announcement.js';
import { AnnouncementLibrary, learnRecording } from '../../../src/core/ear/announcement-library.js';
import { type AnnouncementHeard, EarlyMediaEar } from '../../../src/core/ear/early-media-ear.js';
import { Spectrum } from '../../../src/core/ear/spectrum.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { babbleOf, packetsOf, toneOf } from '../../support/made-sound.js';

const spectrum = new Spectrum();
const quiet = (ms: number): readonly number[] => toneOf(0, ms);

const SAID: Readonly<Record<RecordedAnnouncement, readonly number[]>> = {
  nonexistent: babbleOf('não existe', 6000),
  unreachable: babbleOf('fora de área', 6000),
  barred: babbleOf('programado para não receber', 6000),
  mailbox: babbleOf('caixa postal', 6000),
};

const library = new AnnouncementLibrary(
  (Object.keys(SAID) as RecordedAnnouncement[]).map((says) =>
    learnRecording(Int16Array.from(SAID[says]), { says, name: `operadora ${says}` }, spectrum),
  ),
);

function heardIn(...parts: readonly (readonly number[])[]): AnnouncementHeard | null {
  const ear = new EarlyMediaEar(spectrum, library);
  for (const packet of packetsOf(...parts)) {
    ear.hear(packet);
  }
  return ear.heard;
}

function repeated(times: number, ...parts: readonly (readonly number[])[]): readonly number[] {
  return Array.from({ length: times }, () => parts.flat()).flat();
}

test.each(Object.keys(SAID) as RecordedAnnouncement[])(
  'the recording of “%s” is known from its middle on, fainter and in noise',
  (says) => {
    const rng = makeSeededRng(says);
    const part = SAID[says]
      .slice(8 * 1313)
      .map((sample) => Math.round(0.3 * sample + 60 * (rng.next() - 0.5)));
    expect(heardIn(quiet(330), part, quiet(500))).toMatchObject({ says, recording: `operadora ${says}` });
  },
);

test('a recording that nobody taught it stays unknown', () => {
  for (const strange of ['outra', 'mais uma', 'terceira', 'quarta', 'quinta']) {
    expect(heardIn(babbleOf(strange, 9000))).toBeNull();
  }
});

test('the network’s tones are told by their cadence', () => {
  expect(heardIn(quiet(700), repeated(4, toneOf(425, 250), quiet(250)))?.says).toBe('busy');
  const short = [toneOf(425, 250), quiet(250), toneOf(425, 750), quiet(250)];
  expect(heardIn(repeated(3, ...short))?.says).toBe('inaccessible');
  expect(heardIn(quiet(500), toneOf(425, 1000), quiet(4000))?.says).toBe('ringing');
  expect(heardIn(toneOf(950, 330), toneOf(1400, 330), toneOf(1800, 330), quiet(300))?.says).toBe(
    'information',
  );
});

test('other beats and other tones are none of them', () => {
  expect(heardIn(repeated(5, toneOf(425, 500), quiet(500)))).toBeNull();
  expect(heardIn(repeated(5, toneOf(600, 250), quiet(250)))).toBeNull();
  expect(heardIn(toneOf(425, 8000))).toBeNull();
  expect(heardIn(quiet(8000))).toBeNull();
});

test('a recording outweighs the tones around it, and what comes later replaces what came before', () => {
  const beats = repeated(4, toneOf(425, 250), quiet(250));
  expect(heardIn(beats, SAID.unreachable, beats)?.says).toBe('unreachable');
  expect(heardIn(toneOf(425, 1000), quiet(4000), SAID.mailbox)?.says).toBe('mailbox');
  expect(heardIn(toneOf(425, 1000), quiet(4000), beats)?.says).toBe('busy');
});

test('each word is told once, when it is new', () => {
  const ear = new EarlyMediaEar(spectrum, library);
  const told = [...packetsOf(repeated(8, toneOf(425, 250), quiet(250)))].map((packet) => ear.hear(packet));
  expect(told.filter((one) => one !== null).map((one) => one.says)).toEqual(['busy']);
});
