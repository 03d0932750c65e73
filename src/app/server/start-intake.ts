import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { SystemClock } from '../../adapters/clock/system-clock.js';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { openMailingFile } from '../../adapters/mailing-file/open-mailing-file.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { PostgresPersonStore } from '../../adapters/postgres/postgres-person-store.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import type { Config } from '../../config/config.js';
import { DAY, HOUR, SECOND } from '../../core/kernel/time.js';
import { ContractShelf } from '../../engine/contract-shelf.js';
import type { Engine } from '../../engine/engine.js';
import { IntakeDesk } from '../../engine/intake-desk.js';
import { PersonDesk } from '../../engine/person-desk.js';
import type { Clock } from '../../ports/clock.js';
import { presetDocuments } from '../billing/billing-documents.js';
import { makeInbox, takeInbox } from '../feeds/inbox.js';
import type { Boot } from './boot.js';
import { lookAgain } from './look-again.js';

const LOOK_MS = 2 * SECOND;
/** Told again after this it would have its effect again. */
const KEEP_MS = 90 * DAY;

interface IntakeParts {
  readonly stores: PostgresStores;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly installationKeyHex: string;
}

/** Takes what the client's systems tell. */
export function makeIntakeDesk({ stores, engine, clock, installationKeyHex }: IntakeParts): IntakeDesk {
  const contracts = new ContractShelf(stores.billing, presetDocuments);
  return new IntakeDesk({
    store: stores.intake,
    mailings: stores.mailings,
    clock,
    digest: nodeDigest,
    installationKeyHex,
    newSalt: () => randomBytes(16).toString('hex'),
    hasCampaign: async (id) => (await stores.campaigns.find(id)) !== null,
    requireContract: (id) => contracts.find(id, null),
    onAdded: (id) => engine.campaigns.contactsAdded(id),
  });
}

/** Watches the inbox folder, and forgets once an hour what was told long ago. */
export async function startIntake(
  { feeds, dataFolder }: Config,
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  parts: IntakeParts,
): Promise<void> {
  const { stores, clock, installationKeyHex } = parts;
  const folder = resolve(feeds.inboxFolder === '' ? resolve(dataFolder, 'inbox') : feeds.inboxFolder);
  await makeInbox(folder);
  const desk = makeIntakeDesk(parts);
  const persons = new PersonDesk({
    store: new PostgresPersonStore(stores.database, nodeDigest),
    clock,
    digest: nodeDigest,
    installationKeyHex,
  });
  const machine = new SystemClock();
  let forgotMs = Number.NEGATIVE_INFINITY;
  const look = async (stopped: () => boolean): Promise<void> => {
    await takeInbox({
      folder,
      desk,
      openFile: openMailingFile,
      machineNowMs: () => machine.now(),
      note: (subject, reason) => persons.noteRead({ action: 'change', who: 'inbox', subject, reason }),
      stopped,
    });
    if (machine.now() - forgotMs > HOUR) {
      forgotMs = machine.now();
      await desk.forget(clock.now() - KEEP_MS);
    }
  };
  await lookAgain(boot, log, { name: 'Inbox', everyMs: LOOK_MS, look, waiting: 'the inbox waits' });
}
