import { normalCdf, normalDensity } from './answer-risk.js';

/**
 * The share of drops beyond which one more buys next to nothing.
 *
 * Let the agents left over for the next answers be normal, Z ~ N(μ, σ²): above zero they are idle, below zero the next
 * person finds nobody. With z = μ/σ, the mean of idle agents is σ(φ(z) + zΦ(z)) and the share of drops is 1 − Φ(z). One
 * more answer in flight lowers μ by one: idle agents by Φ(z), their share of N agents by Φ(z)/N; and it raises the share
 * of drops by φ(z)/σ. What occupancy gains for a share of drops is therefore
 *
 *     Φ(z)·σ / (N·φ(z))
 *
 * which falls as drops rise, and with σ/N, that is with 1/√N: a small team gains by each drop that it is allowed, a
 * large one has nothing left to gain long before the cap. The share returned is where the gain is half a point of
 * occupancy for a point of drops (0.05 for 0.1 %).
 */
const LEAST_GAIN = 0.5;
const WIDEST = 5;
const HALVINGS = 18;

/** Share of drops worth having for `agents` whose spare number deviates by `spread`, at most one half. */
export function economicDropShare(agents: number, spread: number): number {
  const width = spread / Math.max(1, agents);
  if (!(width > 0) || !Number.isFinite(width)) {
    return 0.5;
  }
  let low = 0;
  let high = WIDEST;
  for (let i = 0; i < HALVINGS; i++) {
    const z = (low + high) / 2;
    if (normalCdf(z) * width > LEAST_GAIN * normalDensity(z)) {
      high = z;
    } else {
      low = z;
    }
  }
  return 1 - normalCdf(high);
}

/**
 * Deviation of the spare agents of a lane in balance: within the delay from dial to answer as many people answer as
 * agents finish, each number nearly Poisson.
 */
export function spreadOfSpare(peoplePerMs: number, delayMs: number): number {
  return Math.sqrt(2 * Math.max(0, peoplePerMs) * Math.max(0, delayMs));
}
