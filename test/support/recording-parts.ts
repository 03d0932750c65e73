import { join } from 'node:path';
import type { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { RecordingKeyRing } from '../../src/adapters/recording-folder/recording-key-ring.js';
import { SealedRecordingVault } from '../../src/adapters/recording-folder/sealed-recording-vault.js';
import { RecordingDesk } from '../../src/engine/recording-desk.js';
import type { EngineEvents } from '../../src/ports/engine-events.js';
import { realClock } from './manual-clock.js';

/** A desk of recordings over a real vault: the switch's files in `switch/` of the folder. */
export async function makeRecordingDesk(
  folder: string,
  { recordings, callLog }: MemoryStores,
  events: EngineEvents,
): Promise<RecordingDesk> {
  const folders = { clear: join(folder, 'switch'), sealed: join(folder, 'recordings') };
  return new RecordingDesk({
    vault: await SealedRecordingVault.open(folders, await RecordingKeyRing.open(join(folder, 'keys.json'))),
    store: recordings,
    callLog,
    events,
    clock: realClock,
    onTrouble: (_id, error) => {
      throw error;
    },
  });
}
