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

/** A switch, and whether a trunk of the campaign takes a call there now. */
export interface PlaceLoad extends SwitchLoad {
  readonly carries: boolean;
}

/** A tie between two switches: whether one call more may be dialled by `from` for agents of `to`. */
export interface TieWay {
  readonly from: MediaServerId;
  readonly to: MediaServerId;
  readonly open: boolean;
}

/** Where a call leaves, and whose agents it is for. */
export interface Place {
  readonly dialOn: MediaServerId;
  readonly home: MediaServerId;
}

/**
 * Where a call leaves: for the agents who have the fewest calls each, by their own switch where it can, else by one that
 * has a tie to it. A weight of two counts as twice the agents. Null where no switch that takes calls leads to an agent:
 * nobody would be there to be joined with who answers. Of two alike the first, so a run repeats.
 */
export function choosePlace(loads: readonly PlaceLoad[], ties: readonly TieWay[] = []): Place | null {
  let best: Place | null = null;
  let most = 0;
  for (const home of loads) {
    const way = wayTo(home, loads, ties);
    const value = way === null ? 0 : (home.agents * way.weight) / (1 + home.calls);
    if (way !== null && value > most) {
      best = { dialOn: way.id, home: home.id };
      most = value;
    }
  }
  return best;
}

/** What is draining is to become empty: its agents are not called across either. */
function wayTo(home: PlaceLoad, loads: readonly PlaceLoad[], ties: readonly TieWay[]): PlaceLoad | null {
  const own = takesNew(home) ? home : null;
  if (own?.carries === true || home.agents === 0 || !home.up || home.state !== 'in_service') {
    return own;
  }
  const across = loads.filter(
    (load) =>
      load.carries &&
      takesNew(load) &&
      ties.some(({ from, to, open }) => open && from === load.id && to === home.id),
  );
  return across[0] ?? own;
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
