import { compared, type Exact, exact, minus, negated, plus, times, ZERO } from './exact.js';
import type { QualityFact } from './facts-form.js';

const [OURS, CLIENTS] = [exact('0.4'), exact('0.6')];
const WIDE = exact('6');

function magnitude(value: Exact): Exact {
  return compared(value, ZERO) < 0 ? negated(value) : value;
}

/**
 * The final quality score. 40 % of our mean and 60 % of the client's; the client's alone where the two differ by more
 * than 6 points, in the calls both audited or, these being closer, in those that they did not audit together.
 * The text divides the weighted sum by 2, a misprint: the weights add up to 1 (reading `iqa`).
 */
export function finalQuality({ score, mean, audited, notAudited }: QualityFact): Exact | null {
  if (mean === null) {
    return score;
  }
  const apart = [audited, notAudited].some(
    (pair) => pair !== null && compared(magnitude(minus(pair.client, pair.ours)), WIDE) > 0,
  );
  return apart ? mean.client : plus(times(OURS, mean.ours), times(CLIENTS, mean.client));
}
