import type { MediaServerId } from '../kernel/ids.js';
import type { SwitchState } from './switch-setting.js';

/** A switch as a call, or an agent's phone, finds it. */
export interface SwitchLoad {
  readonly id: MediaServerId;
  /** Connected, and what lives on it is known. */
  readonly up: boolean;
  readonly state: SwitchState;
  readonly weight: number;
  /** Logged in there: of the campaign for a call, all of them for a phone. */
  readonly agents: number;
  /** Live calls of the campaign. */
  readonly calls: number;
}

/** True where a new call may leave, and a phone may be bound. */
export function takesNew({ up, state, weight }: Omit<SwitchLoad, 'id' | 'agents' | 'calls'>): boolean {
  return up && state === 'in_service' && weight > 0;
}

/**
 * The switch a call leaves by: where the campaign's agents have the fewest calls each, a weight of two counting as twice
 * the agents. Null where no switch that takes calls has an agent: nobody would be there to be joined with who answers.
 * Ties go to the first, so a run repeats.
 */
export function chooseSwitch(loads: readonly SwitchLoad[]): MediaServerId | null {
  return bestOf(loads, ({ agents, weight, calls }) => (agents * weight) / (1 + calls));
}

/** The switch an agent's phone is bound on, of those that have it: the one with the fewest agents for its weight. */
export function chooseHome(loads: readonly SwitchLoad[]): MediaServerId | null {
  return bestOf(loads, ({ agents, weight }) => weight / (1 + agents));
}

function bestOf(loads: readonly SwitchLoad[], worth: (load: SwitchLoad) => number): MediaServerId | null {
  let best: MediaServerId | null = null;
  let most = 0;
  for (const load of loads) {
    const value = takesNew(load) ? worth(load) : 0;
    if (value > most) {
      best = load.id;
      most = value;
    }
  }
  return best;
}
