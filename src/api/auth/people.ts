import type { AgentControl } from '../../engine/engine-control.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import type { UserStore } from '../../ports/user-store.js';
import { DoorDesk } from './door-desk.js';
import type { FailedLogins } from './failed-logins.js';
import { makeLockBook } from './lock-book.js';
import { makeSecretBox } from './secret-box.js';
import { SessionBook } from './session-book.js';
import { UserBook } from './user-book.js';
import { UserDesk } from './user-desk.js';

interface PeopleParts {
  readonly users: UserStore;
  readonly agents: Pick<AgentControl, 'view' | 'logout'>;
  readonly doorNowMs: () => number;
  readonly installationKeyHex: string;
  readonly failed: FailedLogins;
  readonly campaigns: Pick<CampaignStore, 'list'>;
}

/** People who sign in: their books, and the desks over them. */
export interface People {
  readonly users: UserBook;
  readonly sessions: SessionBook;
  readonly door: DoorDesk;
  readonly desk: UserDesk;
}

export function makePeople({
  users: store,
  agents,
  doorNowMs: nowMs,
  installationKeyHex,
  failed,
  campaigns,
}: PeopleParts): People {
  const campaignsOf = async (creditorCnpj: string) =>
    (await campaigns.list())
      .filter(({ settings }) => settings.creditorCnpj === creditorCnpj)
      .map(({ settings }) => settings.id);
  const users = new UserBook(store, nowMs);
  const sessions = new SessionBook(store, users, nowMs, campaignsOf);
  const box = makeSecretBox(installationKeyHex);
  const locks = makeLockBook(nowMs);
  return {
    users,
    sessions,
    door: new DoorDesk({ store, users, sessions, locks, failed, box, nowMs }),
    desk: new UserDesk({
      store,
      users,
      sessions,
      nowMs,
      endWork(agentId) {
        if (agents.view(agentId) !== null) {
          agents.logout(agentId);
        }
      },
    }),
  };
}
