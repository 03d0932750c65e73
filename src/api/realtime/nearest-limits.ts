import { LIMIT_STATES } from '../../core/compliance/limits/limit-state.js';
import type { LimitView } from '../../engine/limit-view.js';

/** More rows nobody reads, and each of them changes every second. */
export const MOST_LIMITS = 50;

/** The limits a screen shows: what is stopped first, then what is nearest to its cap; GET /v1/limits has them all. */
export function nearestLimits(views: readonly LimitView[], most = MOST_LIMITS): readonly LimitView[] {
  if (views.length <= most) {
    return views;
  }
  const rank = ({ state }: LimitView): number => LIMIT_STATES.indexOf(state);
  const share = ({ calls, reserved, cap }: LimitView): number =>
    cap === null || cap <= 0 ? 0 : (calls + reserved) / cap;
  return [...views]
    .sort((a, b) => rank(b) - rank(a) || share(b) - share(a) || (a.id < b.id ? -1 : 1))
    .slice(0, most);
}
