import { assertNever } from '../core/kernel/assert-never.js';
import type { AttemptJournal } from './attempt-journal.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { EngineView } from './engine-control.js';
import type { EnginePorts } from './engine-ports.js';
import type { EventBus } from './event-bus.js';
import type { FactBook } from './fact-book.js';
import type { Fleet } from './fleet.js';
import type { LivePersons } from './live-persons.js';
import { TestCallDesk } from './test-call-desk.js';
import type { TrunkBook } from './trunk-book.js';

interface TestDeskParts {
  readonly bus: EventBus;
  readonly fleet: Fleet;
  readonly journal: AttemptJournal;
  readonly facts: FactBook;
  readonly trunks: TrunkBook;
  readonly persons: LivePersons;
  readonly roster: Pick<CampaignRoster, 'values'>;
  readonly dialing: () => EngineView['dialing'];
}

/** The desk of test calls; null where nobody keeps them. */
export function makeTestDesk(ports: EnginePorts, parts: TestDeskParts): TestCallDesk | null {
  const { testCalls: store, contacts } = ports;
  if (store === undefined) {
    return null;
  }
  return new TestCallDesk({
    ...ports,
    ...parts,
    store,
    hindrance: () => hindranceOf(parts.dialing()),
    isOfContact: async (phone) => {
      for (const { id } of parts.roster.values()) {
        if ((await contacts.findByPhone(id, phone)) !== null) {
          return true;
        }
      }
      return false;
    },
  });
}

function hindranceOf(state: EngineView['dialing']): string | null {
  switch (state) {
    case 'on':
      return null;
    case 'stopped':
      return 'Dialling is stopped for all, test calls too; resume it first.';
    case 'draining':
      return 'The server is about to stop; no call is begun.';
    case 'store_down':
      return 'The database takes no rows now, and no call leaves without one.';
    case 'media_down':
      return 'No media server is connected.';
    default:
      return assertNever(state, 'dialling');
  }
}
