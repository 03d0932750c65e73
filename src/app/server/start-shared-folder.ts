import type { makeLogger } from '../../adapters/pino/logger.js';
import type { Config } from '../../config/config.js';
import type { Clock } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';
import type { Boot } from './boot.js';
import { lookAgain } from './look-again.js';
import { LOOK_EVERY_MS, markOf, SharedFolder } from './shared-folder.js';

interface SharedFolderParts {
  readonly coordination: Coordination;
  readonly clock: Clock;
}

/** Looks over and over whether the other servers of this database keep their files where this one does. */
export async function startSharedFolder(
  { sharedFolder }: Config,
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { coordination, clock }: SharedFolderParts,
): Promise<SharedFolder> {
  const folder = new SharedFolder({
    coordination,
    clock,
    readMark: () => markOf(sharedFolder),
    onChange: (apart) =>
      apart
        ? log.error(
            { sharedFolder },
            'another server of this database keeps uploads, exports and reports in another folder: ' +
              'give all of them one shared_folder',
          )
        : log.info({ sharedFolder }, 'all servers of this database keep their files in one folder'),
  });
  await lookAgain(boot, log, {
    name: 'Shared folder',
    firstMs: 0,
    everyMs: LOOK_EVERY_MS,
    look: () => folder.look(),
    waiting: 'whether other servers keep their files here cannot be known now',
  });
  return folder;
}
