import type { World } from './world.js';

/** From now on the store answers a commit that opens rows only after so long, by their number; the answer ends it. */
export function slowWrites(world: World, delay: number | ((openings: number) => number)): () => void {
  const delayOf = typeof delay === 'number' ? () => delay : delay;
  const { attempts } = world.stores;
  const commit = attempts.commit.bind(attempts);
  attempts.commit = async (batch) => {
    if (batch.openings.length > 0) {
      await new Promise<void>((resolve) => {
        world.clock.setTimer(delayOf(batch.openings.length), resolve);
      });
    }
    return commit(batch);
  };
  return () => {
    attempts.commit = commit;
  };
}
