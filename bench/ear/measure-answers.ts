import { ANSWER_SOUNDS, AnswerEar } from '../../src/core/ear/answer-ear.js';
import type { AnswerModel } from '../../src/core/ear/answer-model.js';
import { Confusion, describeShare } from '../../src/core/ear/confusion.js';
import { FRAME_SAMPLES, Spectrum } from '../../src/core/ear/spectrum.js';
import { quantile } from '../support/quantile.js';
import type { AnswerClip } from './answer-clips.js';

const spectrum = new Spectrum();

/** Plays every clip to an ear of its own, packet by packet, and prints what came of it; the part taken for machines. */
export function measureAnswers(
  clips: readonly AnswerClip[],
  options: { readonly deadlineMs: number; readonly model?: AnswerModel },
): number {
  const confusion = new Confusion(ANSWER_SOUNDS);
  const after = new Map<string, readonly number[]>();
  const missed = new Map<string, number>();
  for (const { truth, text, samples } of clips) {
    const ear = new AnswerEar(spectrum, options);
    for (let from = 0; ear.decision === null && from < samples.length; from += FRAME_SAMPLES) {
      ear.hear(samples.subarray(from, from + FRAME_SAMPLES));
    }
    const sound = ear.decision?.sound ?? 'unsure';
    confusion.add(truth, sound);
    after.set(truth, [...(after.get(truth) ?? []), ear.decision?.afterMs ?? Number.NaN]);
    if (
      (truth === 'human' && ['machine', 'beep', 'fax'].includes(sound)) ||
      (truth === 'machine' && sound === 'human')
    ) {
      const what = `${truth} as ${sound}: ${text}`;
      missed.set(what, (missed.get(what) ?? 0) + 1);
    }
  }
  console.log(confusion.lines().join('\n'));
  const wrong = confusion.share('human', ['machine', 'beep', 'fax']);
  console.log(`human taken for machine: ${describeShare(wrong)}`);
  console.log(`machine let through as human: ${describeShare(confusion.share('machine', ['human']))}`);
  console.log(
    `machine let through at all: ${describeShare(confusion.share('machine', ['human', 'unsure', 'silence']))}`,
  );
  for (const [truth, values] of after) {
    console.log(
      `  ${truth}: decided after ${quantile(values, 0.5)} ms of sound (median), ${quantile(values, 0.95)} ms (95 %)`,
    );
  }
  const worst = [...missed].sort(([, a], [, b]) => b - a).slice(0, 12);
  console.log(worst.map(([what, count]) => `  ${count} × ${what}`).join('\n'));
  return wrong.count / Math.max(1, wrong.of);
}
