import { type BoostedTrees, TREE_DEPTH } from '../../src/core/ear/boosted-trees.js';

export interface Rows {
  /** Row after row, each of `width` figures. */
  readonly values: Float32Array;
  readonly width: number;
  /** 1 for the positive class. */
  readonly labels: Uint8Array;
  readonly weights: Float32Array;
}

export interface BoostOptions {
  readonly trees: number;
  readonly rate: number;
  /** Pulls leaves of few rows towards nothing. */
  readonly ridge: number;
}

const BINS = 48;
const LEAVES = 2 ** TREE_DEPTH;

/** Thresholds between the bins of a feature: quantiles, so that each bin holds about as many rows. */
function edgesOf(rows: Rows, feature: number): readonly number[] {
  const count = rows.labels.length;
  const sample: number[] = [];
  for (let row = 0; row < count; row += Math.max(1, Math.floor(count / 20_000))) {
    sample.push(rows.values[row * rows.width + feature] ?? 0);
  }
  sample.sort((a, b) => a - b);
  const edges = Array.from(
    { length: BINS - 1 },
    (_, bin) => sample[Math.floor((sample.length * (bin + 1)) / BINS)] ?? 0,
  );
  // Thresholds are written with four digits, and learnt as they are written.
  return [...new Set(edges.map((edge) => Number(edge.toPrecision(4))))];
}

function binned(rows: Rows, edges: readonly (readonly number[])[]): Uint8Array[] {
  const count = rows.labels.length;
  return edges.map((own, feature) => {
    const bins = new Uint8Array(count);
    for (let row = 0; row < count; row += 1) {
      const value = rows.values[row * rows.width + feature] ?? 0;
      let bin = 0;
      while (bin < own.length && value > (own[bin] ?? 0)) {
        bin += 1;
      }
      bins[row] = bin;
    }
    return bins;
  });
}

interface Question {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

/** Log odds by Newton's steps on symmetric trees; deterministic. */
export class Booster {
  readonly #rows: Rows;
  readonly #options: BoostOptions;
  readonly #edges: readonly (readonly number[])[];
  readonly #bins: readonly Uint8Array[];
  readonly #odds: Float64Array;
  readonly #gradients: Float64Array;
  readonly #curvatures: Float64Array;
  readonly #leaves: Uint8Array;

  constructor(rows: Rows, options: BoostOptions) {
    const count = rows.labels.length;
    this.#rows = rows;
    this.#options = options;
    this.#edges = Array.from({ length: rows.width }, (_, feature) => edgesOf(rows, feature));
    this.#bins = binned(rows, this.#edges);
    this.#odds = new Float64Array(count);
    this.#gradients = new Float64Array(count);
    this.#curvatures = new Float64Array(count);
    this.#leaves = new Uint8Array(count);
  }

  train(features: readonly string[]): BoostedTrees {
    const trees: number[][] = [];
    for (let n = 0; n < this.#options.trees; n += 1) {
      trees.push(this.#grow());
    }
    return { features, bias: 0, trees };
  }

  #grow(): number[] {
    const { labels, weights } = this.#rows;
    for (let row = 0; row < labels.length; row += 1) {
      const p = 1 / (1 + Math.exp(-(this.#odds[row] ?? 0)));
      const weight = weights[row] ?? 0;
      this.#gradients[row] = weight * ((labels[row] ?? 0) - p);
      this.#curvatures[row] = weight * p * (1 - p);
    }
    this.#leaves.fill(0);
    const tree: number[] = [];
    for (let level = 0; level < TREE_DEPTH; level += 1) {
      const { feature, bin } = this.#bestQuestion(2 ** level);
      tree.push(feature, this.#edges[feature]?.[bin] ?? 0);
      const bins = this.#bins[feature] ?? new Uint8Array();
      for (let row = 0; row < labels.length; row += 1) {
        this.#leaves[row] = (this.#leaves[row] ?? 0) * 2 + ((bins[row] ?? 0) > bin ? 1 : 0);
      }
    }
    const values = this.#leafValues();
    for (let row = 0; row < labels.length; row += 1) {
      this.#odds[row] = (this.#odds[row] ?? 0) + (values[this.#leaves[row] ?? 0] ?? 0);
    }
    return [...tree, ...values];
  }

  #leafValues(): readonly number[] {
    const gradient = new Float64Array(LEAVES);
    const curvature = new Float64Array(LEAVES);
    this.#leaves.forEach((leaf, row) => {
      gradient[leaf] = (gradient[leaf] ?? 0) + (this.#gradients[row] ?? 0);
      curvature[leaf] = (curvature[leaf] ?? 0) + (this.#curvatures[row] ?? 0);
    });
    const { rate, ridge } = this.#options;
    return Array.from(gradient, (sum, leaf) =>
      Number(((rate * sum) / ((curvature[leaf] ?? 0) + ridge)).toFixed(4)),
    );
  }

  #bestQuestion(leaves: number): Question {
    let best: Question = { feature: 0, bin: 0, gain: Number.NEGATIVE_INFINITY };
    for (let feature = 0; feature < this.#rows.width; feature += 1) {
      const found = this.#bestOf(feature, leaves);
      best = found.gain > best.gain ? found : best;
    }
    return best;
  }

  #bestOf(feature: number, leaves: number): Question {
    const gradients = new Float64Array(leaves * BINS);
    const curvatures = new Float64Array(leaves * BINS);
    const bins = this.#bins[feature] ?? new Uint8Array();
    for (let row = 0; row < bins.length; row += 1) {
      const at = (this.#leaves[row] ?? 0) * BINS + (bins[row] ?? 0);
      gradients[at] = (gradients[at] ?? 0) + (this.#gradients[row] ?? 0);
      curvatures[at] = (curvatures[at] ?? 0) + (this.#curvatures[row] ?? 0);
    }
    let best: Question = { feature, bin: 0, gain: Number.NEGATIVE_INFINITY };
    const below = new Float64Array(leaves * 2);
    for (let bin = 0; bin < (this.#edges[feature]?.length ?? 0); bin += 1) {
      let gain = 0;
      for (let leaf = 0; leaf < leaves; leaf += 1) {
        below[2 * leaf] = (below[2 * leaf] ?? 0) + (gradients[leaf * BINS + bin] ?? 0);
        below[2 * leaf + 1] = (below[2 * leaf + 1] ?? 0) + (curvatures[leaf * BINS + bin] ?? 0);
        const [all, curve] = totals(gradients, curvatures, leaf);
        gain += this.#worth(below[2 * leaf] ?? 0, below[2 * leaf + 1] ?? 0);
        gain += this.#worth(all - (below[2 * leaf] ?? 0), curve - (below[2 * leaf + 1] ?? 0));
      }
      best = gain > best.gain ? { feature, bin, gain } : best;
    }
    return best;
  }

  #worth(gradient: number, curvature: number): number {
    return gradient ** 2 / (curvature + this.#options.ridge);
  }
}

function totals(gradients: Float64Array, curvatures: Float64Array, leaf: number): [number, number] {
  let gradient = 0;
  let curvature = 0;
  for (let bin = leaf * BINS; bin < (leaf + 1) * BINS; bin += 1) {
    gradient += gradients[bin] ?? 0;
    curvature += curvatures[bin] ?? 0;
  }
  return [gradient, curvature];
}
