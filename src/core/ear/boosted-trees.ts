/** Questions a tree asks of one sample; all leaves of a tree are asked the same ones. */
export const TREE_DEPTH = 3;

/**
 * Gradient boosted symmetric trees (Friedman 2001; symmetric as in Prokhorenkova et al. 2018): each asks three questions
 * "feature above threshold?" and adds the leaf of the answers to the log odds.
 */
export interface BoostedTrees {
  readonly features: readonly string[];
  readonly bias: number;
  /** Feature and threshold three times, then eight leaves. */
  readonly trees: readonly (readonly number[])[];
}

/** Probability of the positive class. */
export function probabilityOf(model: BoostedTrees, values: ArrayLike<number>): number {
  let logOdds = model.bias;
  for (const tree of model.trees) {
    let leaf = 0;
    for (let level = 0; level < TREE_DEPTH; level += 1) {
      const value = values[tree[2 * level] ?? 0] ?? 0;
      leaf = leaf * 2 + (value > (tree[2 * level + 1] ?? 0) ? 1 : 0);
    }
    logOdds += tree[2 * TREE_DEPTH + leaf] ?? 0;
  }
  return 1 / (1 + Math.exp(-logOdds));
}
