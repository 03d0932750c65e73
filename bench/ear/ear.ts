/*
 * The ear: how many calls one core hears at once, what a call of it weighs, and how right it is on the half of the made
 * calls that was held back. Voices are made by espeak-ng and sox once and kept in the cache.
 * Usage: npm run bench:ear [-- --save]
 */
import { ANNOUNCEMENTS } from '../../src/core/ear/announcement.js';
import type { AnnouncementLibrary } from '../../src/core/ear/announcement-library.js';
import { AnswerEar } from '../../src/core/ear/answer-ear.js';
import { Confusion, describeShare } from '../../src/core/ear/confusion.js';
import { EarlyMediaEar } from '../../src/core/ear/early-media-ear.js';
import { FRAME_MS, FRAME_SAMPLES, Spectrum } from '../../src/core/ear/spectrum.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { CACHE_FOLDER } from '../../test/support/telephony-lab.js';
import { compareWithBaseline } from '../support/baseline.js';
import { type AnnouncementClip, makeAnnouncements } from './announcement-clips.js';
import { makeAnswerClips } from './answer-clips.js';
import { measureAnswers } from './measure-answers.js';
import { VoiceMaker } from './voices.js';

const CALLS = 1000;
/** Of sound, each call. */
const HEARD_MS = 3000;
const AIMS = { callsACore: 200, humanAsMachine: 0.02 } as const;

interface Ear {
  hear(samples: Int16Array): unknown;
}

/** Heap of a full collection. */
function liveBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** Many calls at once, a packet of each in turn, as they come off the network: calls in real time a core, bytes a call. */
function load(
  make: () => Ear,
  sounds: readonly Int16Array[],
): { readonly calls: number; readonly bytes: number } {
  const before = liveBytes();
  const ears = Array.from({ length: CALLS }, make);
  const bytes = (liveBytes() - before) / CALLS;
  // Time of the core and not of the clock: others may work on the machine.
  const began = process.cpuUsage();
  for (let atMs = 0; atMs < HEARD_MS; atMs += FRAME_MS) {
    const from = (atMs / FRAME_MS) * FRAME_SAMPLES;
    for (const [n, ear] of ears.entries()) {
      ear.hear(sounds[n % sounds.length]?.subarray(from, from + FRAME_SAMPLES) ?? new Int16Array());
    }
  }
  const took = process.cpuUsage(began);
  const tookMs = (took.user + took.system) / 1000;
  return { calls: Math.floor((CALLS * HEARD_MS) / tookMs), bytes };
}

function judgeAnnouncements(
  clips: readonly AnnouncementClip[],
  library: AnnouncementLibrary,
  spectrum: Spectrum,
): void {
  const confusion = new Confusion([...ANNOUNCEMENTS, 'unknown']);
  for (const { truth, samples } of clips) {
    const ear = new EarlyMediaEar(spectrum, library);
    for (let from = 0; from < samples.length; from += FRAME_SAMPLES) {
      ear.hear(samples.subarray(from, from + FRAME_SAMPLES));
    }
    confusion.add(truth, ear.heard?.says ?? 'unknown');
  }
  console.log(confusion.lines().join('\n'));
  console.log(`taken for something it is not: ${describeShare(confusion.share('other', ANNOUNCEMENTS))}`);
}

const spectrum = new Spectrum();
const maker = new VoiceMaker(CACHE_FOLDER);
const held = await makeAnswerClips('held', maker, makeSeededRng('held'));
const { library, clips } = await makeAnnouncements(maker, makeSeededRng('announcements'));

console.log('\nwho answered, half held back by voice and by sentence:');
const humanAsMachine = measureAnswers(held, { deadlineMs: 3500 });
console.log(`\nwhat the network said, ${library.recordings.length} recordings known:`);
judgeAnnouncements(clips, library, spectrum);

// Bars that nothing passes: every call is heard to the end, the model asked each time.
const never = { deadlineMs: 60_000 };
const answers = load(
  () => new AnswerEar(spectrum, never),
  held.filter(({ truth }) => truth !== 'fax').map(({ samples }) => samples),
);
const early = load(
  () => new EarlyMediaEar(spectrum, library),
  clips.map(({ samples }) => samples),
);
console.log(
  `\nanswered calls at once on a core: ${answers.calls}; ${Math.round(answers.bytes)} bytes a call`,
);
console.log(
  `calls in early media at once on a core: ${early.calls}; ${Math.round(early.bytes)} bytes a call`,
);
compareWithBaseline('ear', { answers: answers.calls, early: early.calls });
if (answers.calls < AIMS.callsACore || humanAsMachine > AIMS.humanAsMachine) {
  console.error(
    `missed: ${AIMS.callsACore} calls a core, ${100 * AIMS.humanAsMachine} % of people taken for machines`,
  );
  process.exitCode = 1;
}
