import type { World } from './world.js';

/** From now on the store answers a commit that opens a row only after so long; the answer ends it. */
export function slowWrites(world: World, delayMs: number): () => void {
  const { attempts } = world.stores;
  const commit = attempts.commit.bind(attempts);
  attempts.commit = async (batch) => {
    if (batch.openings.length > 0) {
      await new Promise<void>((resolve) => {
        world.clock.setTimer(delayMs, resolve);
      });
    }
    return commit(batch);
  };
  return () => {
    attempts.commit = commit;
  };
}
