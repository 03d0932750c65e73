/*
 * Makes src/core/ear/answer-weights.ts. Learns from the first half of the made calls and from recordings of the user's own
 * where a folder with human/ and machine/ is named. The bars are chosen by nine models, each judged by sentences and voices
 * that it did not learn from; then the half that was held back is judged. The same sound makes the same weights anywhere.
 * Usage: npm run ear:train [-- --recordings FOLDER]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readLabelledRecordings } from '../../src/app/ear/labelled-recordings.js';
import { GREETING_FEATURES } from '../../src/core/ear/greeting-features.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { packagePath } from '../../test/support/package-folder.js';
import { CACHE_FOLDER } from '../../test/support/telephony-lab.js';
import { type AnswerClip, makeAnswerClips } from './answer-clips.js';
import { courseOf, rowsOf, type Track, trackOf } from './answer-rows.js';
import { Booster } from './boost.js';
import { AIMS, barLines, chooseBars } from './choose-bars.js';
import { measureAnswers } from './measure-answers.js';
import { VoiceMaker } from './voices.js';

const FOLDS = 3;
const BOOST = { trees: 120, rate: 0.1, ridge: 40 } as const;
const WEIGHTS = packagePath('src', 'core', 'ear', 'answer-weights.ts');

function cells(folds: number): readonly (readonly [number, number])[] {
  return Array.from({ length: folds ** 2 }, (_, n) => [n % folds, Math.floor(n / folds)] as const);
}

/** The user's own, each a sentence and a voice of its own. */
async function ownRecordings(): Promise<readonly AnswerClip[]> {
  const { recordings } = parseArgs({ options: { recordings: { type: 'string' } } }).values;
  const read = recordings === undefined ? [] : await readLabelledRecordings(recordings, ['human', 'machine']);
  return read.map(({ label, file, samples }) => ({ truth: label, text: file, voice: file, samples }));
}

const maker = new VoiceMaker(CACHE_FOLDER);
console.log('making voices and calls …');
const learnt = await makeAnswerClips('learnt', maker, makeSeededRng('learnt'));
const judged: readonly AnswerClip[] = await makeAnswerClips('held', maker, makeSeededRng('held'));
const spoken = [
  ...learnt.filter(({ truth }) => truth === 'human' || truth === 'machine'),
  ...(await ownRecordings()),
];
const texts = [...new Set(spoken.map(({ text }) => text))];
console.log(`learning from ${spoken.length} calls …`);
const tracks: readonly Track[] = spoken.map(trackOf);
const voices = [...new Set(spoken.map(({ voice }) => voice))];
const courses = cells(FOLDS).flatMap(([sentence, speaker]) => {
  const sentenceOf = ({ clip }: Track): boolean => texts.indexOf(clip.text) % FOLDS === sentence;
  const speakerOf = ({ clip }: Track): boolean => voices.indexOf(clip.voice) % FOLDS === speaker;
  const strangers = tracks.filter((track) => !sentenceOf(track) && !speakerOf(track));
  const model = new Booster(rowsOf(strangers), BOOST).train(GREETING_FEATURES);
  return tracks
    .filter((track) => sentenceOf(track) && speakerOf(track))
    .map((track) => courseOf(track, model));
});
const bars = chooseBars(courses);
console.log(`on sentences and voices not learnt from, bars cost:\n${barLines(courses, bars).join('\n')}`);
const trees = new Booster(rowsOf(tracks), BOOST).train(GREETING_FEATURES);
const model = { bars, trees };
console.log(`bars: ${JSON.stringify(bars)}`);
console.log('\nthe half that was learnt from:');
measureAnswers(learnt, { deadlineMs: AIMS.deadlineMs, model });
console.log('\nthe half that was held back, by voice and by sentence:');
measureAnswers(judged, { deadlineMs: AIMS.deadlineMs, model });
const rows = trees.trees.map((tree) => `      [${tree.join(', ')}],`).join('\n');
writeFileSync(
  WEIGHTS,
  `// Made by npm run ear:train; not written by hand.
import type { AnswerModel } from './answer-model.js';
import { GREETING_FEATURES } from './greeting-features.js';

export const ANSWER_WEIGHTS: AnswerModel = {
  bars: { machine: ${bars.machine}, machineAtDeadline: ${bars.machineAtDeadline}, human: ${bars.human} },
  trees: {
    features: GREETING_FEATURES,
    bias: ${trees.bias},
    // biome-ignore format: a tree a line
    trees: [
${rows}
    ],
  },
};
`,
);
console.log(`\nwritten: ${WEIGHTS}`);
