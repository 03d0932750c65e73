import type { BoostedTrees } from './boosted-trees.js';

/** How sure the model has to be. */
export interface AnswerBars {
  /** At least this probability is a machine. */
  readonly machine: number;
  /** Where the deadline is reached: at least this one is a machine, as nothing more will be heard. */
  readonly machineAtDeadline: number;
  /** At most this one is a person. */
  readonly human: number;
}

/** What was learnt, and the bars it was measured with. */
export interface AnswerModel {
  readonly bars: AnswerBars;
  readonly trees: BoostedTrees;
}
