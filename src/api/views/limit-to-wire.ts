import type { LimitOut } from '../../contract/limit-wire.js';
import type { LimitView } from '../../engine/limit-view.js';

/** A limit as the doors show it. */
export function limitToWire(view: LimitView): LimitOut {
  return { ...view };
}
