import type { MediaServerId } from '../kernel/ids.js';

/**
 * What a person has set for a switch. `draining` dials nothing more: talks end, and agents go elsewhere at their next
 * pause or log-in. `maintenance` takes nothing at all: whoever is free goes at once, and callers are turned away.
 */
export const SWITCH_STATES = ['in_service', 'draining', 'maintenance'] as const;
export type SwitchState = (typeof SWITCH_STATES)[number];

export interface SwitchSetting {
  readonly id: MediaServerId;
  readonly state: SwitchState;
  /** Its share of agents and calls among switches that fit. @default 1 */
  readonly weight: number;
  /** For whoever asks why it is not in service. */
  readonly why: string;
  /** Since when it has been in this state. */
  readonly sinceMs: number;
}

/** A switch of which nobody has said anything. */
export function freshSwitch(id: MediaServerId): SwitchSetting {
  return { id, state: 'in_service', weight: 1, why: '', sinceMs: 0 };
}
