import { resolve } from 'node:path';
import type { makeLogger } from '../../adapters/pino/logger.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { RecordingKeyRing } from '../../adapters/recording-folder/recording-key-ring.js';
import { SealedRecordingVault } from '../../adapters/recording-folder/sealed-recording-vault.js';
import type { Config } from '../../config/config.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import { RecordingDesk } from '../../engine/recording-desk.js';
import type { Clock } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import type { Boot } from './boot.js';

export interface RecordingParts {
  readonly stores: PostgresStores;
  readonly events: EngineEvents;
  readonly clock: Clock;
  /** Where a switch of our own writes them, or ''. */
  readonly switchFolder: string;
}

/** Seals recordings as their calls end, and begins with those a crash left in clear. */
export function startRecordings(
  { retention, dataFolder }: Config,
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { stores, events, clock, switchFolder }: RecordingParts,
): Promise<RecordingDesk> {
  return boot.start('Recordings', 10 * SECOND, async () => {
    const ring = await RecordingKeyRing.open(
      retention.recordingsKeysFile === ''
        ? resolve(dataFolder, 'recording-keys.json')
        : resolve(retention.recordingsKeysFile),
    );
    const folders = {
      clear: retention.recordingsFolder === '' ? switchFolder : retention.recordingsFolder,
      sealed: resolve(dataFolder, 'recordings'),
    };
    const desk = new RecordingDesk({
      vault: await SealedRecordingVault.open(folders, ring),
      store: stores.recordings,
      callLog: stores.callLog,
      events,
      clock,
      onTrouble: (recordingId, error) =>
        log.warn({ recordingId, reason: messageOf(error) }, 'a recording is not sealed yet'),
    });
    desk.start();
    return { value: desk, stop: () => desk.close() };
  });
}
