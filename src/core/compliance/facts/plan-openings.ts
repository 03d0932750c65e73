import { type DialKey, dialKeysOf, type Party } from './dial-key.js';

/** What a guard says of its key; see OpeningGuard. */
interface Guarded {
  readonly attemptId: string;
  readonly key: DialKey;
  readonly version: number;
  readonly use: 'hold' | 'count' | 'same' | 'contact' | 'fence';
}

/** An opening with what it was decided on and what it moves, before the store has judged it. */
export interface PlannedOpening<Opening, Guard> {
  readonly opening: Opening;
  readonly guards: readonly Guard[];
  /** Keys it moves when it is kept, and whether it holds them until it closes. */
  readonly moves: ReadonlyMap<DialKey, boolean>;
  /**
   * An earlier opening of the batch moves one of its keys: they were decided without knowing of one another, so this
   * one is refused, whatever becomes of the earlier.
   */
  readonly rival: boolean;
}

/** Each opening of a batch once, in order, with its guards; without guards it moves all keys of its own. */
export function planOpenings<Opening extends Party & { readonly attemptId: string }, Guard extends Guarded>(
  openings: readonly Opening[],
  guards: readonly Guard[],
): readonly PlannedOpening<Opening, Guard>[] {
  const guardsOf = new Map<string, Guard[]>(openings.map(({ attemptId }) => [attemptId, []]));
  for (const guard of guards) {
    guardsOf.get(guard.attemptId)?.push(guard);
  }
  const plans = new Map<string, PlannedOpening<Opening, Guard>>();
  const taken = new Set<DialKey>();
  for (const opening of openings) {
    if (!plans.has(opening.attemptId)) {
      const own = guardsOf.get(opening.attemptId) ?? [];
      const moves = movesOf(opening, own);
      const rival = own.length > 0 && [...moves.keys()].some((key) => taken.has(key));
      for (const key of moves.keys()) {
        taken.add(key);
      }
      plans.set(opening.attemptId, { opening, guards: own, moves, rival });
    }
  }
  return [...plans.values()];
}

function movesOf(party: Party, guards: readonly Guarded[]): ReadonlyMap<DialKey, boolean> {
  const moves = new Map<DialKey, boolean>();
  for (const { key, use } of guards) {
    if (use === 'hold' || use === 'count') {
      moves.set(key, moves.get(key) === true || use === 'hold');
    }
  }
  if (moves.size === 0) {
    for (const key of dialKeysOf(party)) {
      moves.set(key, !key.startsWith('d:'));
    }
  }
  return moves;
}
