import { ASKED_EVERY_MS, LEAST_VOICE_MS } from '../../src/core/ear/answer-ear.js';
import { type BoostedTrees, probabilityOf } from '../../src/core/ear/boosted-trees.js';
import { FrameReader } from '../../src/core/ear/frame-reader.js';
import { GREETING_FEATURES, GreetingFeatures } from '../../src/core/ear/greeting-features.js';
import { Spectrum } from '../../src/core/ear/spectrum.js';
import type { AnswerClip } from './answer-clips.js';
import type { Rows } from './boost.js';

/** What the model would be asked of one clip. */
export interface Track {
  readonly clip: AnswerClip;
  readonly questions: readonly { readonly atMs: number; readonly values: readonly number[] }[];
}

const LEARNT_MS = 5000;

const spectrum = new Spectrum();

/** Follows a clip as the ear does, without deciding. */
export function trackOf(clip: AnswerClip): Track {
  const features = new GreetingFeatures();
  const questions: { atMs: number; values: readonly number[] }[] = [];
  new FrameReader(spectrum).push(clip.samples, (frame) => {
    features.hear(frame);
    const { heardMs, voicedMs } = features.voice;
    if (heardMs <= LEARNT_MS && heardMs % ASKED_EVERY_MS === 0 && voicedMs >= LEAST_VOICE_MS) {
      questions.push({ atMs: heardMs, values: features.values() });
    }
  });
  return { clip, questions };
}

/** All questions of all clips; each class weighs the same, and so does each clip of a class. */
export function rowsOf(tracks: readonly Track[]): Rows {
  const width = GREETING_FEATURES.length;
  const count = tracks.reduce((sum, { questions }) => sum + questions.length, 0);
  const rows = {
    values: new Float32Array(count * width),
    width,
    labels: new Uint8Array(count),
    weights: new Float32Array(count),
  };
  const clips = { human: 0, machine: 0 };
  for (const { clip } of tracks) {
    clips[clip.truth === 'machine' ? 'machine' : 'human'] += 1;
  }
  let row = 0;
  for (const { clip, questions } of tracks) {
    const truth = clip.truth === 'machine' ? 'machine' : 'human';
    for (const { values } of questions) {
      rows.values.set(values, row * width);
      rows.labels[row] = truth === 'machine' ? 1 : 0;
      rows.weights[row] = (0.5 * count) / (clips[truth] * questions.length);
      row += 1;
    }
  }
  return rows;
}

/** What a model thinks of a clip as it goes on. */
export interface Course {
  readonly machine: boolean;
  readonly points: readonly { readonly atMs: number; readonly p: number }[];
}

export function courseOf({ clip, questions }: Track, model: BoostedTrees): Course {
  return {
    machine: clip.truth === 'machine',
    points: questions.map(({ atMs, values }) => ({ atMs, p: probabilityOf(model, values) })),
  };
}
