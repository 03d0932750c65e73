import type { AgentId } from '../../core/kernel/ids.js';
import type { AgentControl } from '../../engine/engine-control.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import type { IdentityProvider } from '../../ports/identity-provider.js';
import type { UserStore } from '../../ports/user-store.js';
import { DoorDesk } from './door-desk.js';
import type { FailedLogins } from './failed-logins.js';
import { makeLockBook } from './lock-book.js';
import { ProviderDesk, type ProviderSettings } from './provider-desk.js';
import { makeSecretBox } from './secret-box.js';
import { SessionBook } from './session-book.js';
import { SetUpLink } from './set-up-link.js';
import { UserBook } from './user-book.js';
import { UserDesk } from './user-desk.js';

interface PeopleParts {
  readonly users: UserStore;
  readonly agents: Pick<AgentControl, 'view' | 'logout'>;
  readonly doorNowMs: () => number;
  readonly installationKeyHex: string;
  readonly failed: FailedLogins;
  readonly campaigns: Pick<CampaignStore, 'list'>;
  readonly signInProvider: SignInProvider | null;
}

/** A provider of identities, and what its word counts for. */
export interface SignInProvider {
  readonly provider: IdentityProvider;
  readonly settings: ProviderSettings;
}

/** People who sign in: their books, and the desks over them. */
export interface People {
  readonly users: UserBook;
  readonly sessions: SessionBook;
  readonly door: DoorDesk;
  readonly desk: UserDesk;
  readonly setUp: SetUpLink;
  /** Null where people sign in by password alone. */
  readonly byProvider: ProviderDesk | null;
}

export function makePeople({
  users: store,
  agents,
  doorNowMs: nowMs,
  installationKeyHex,
  failed,
  campaigns,
  signInProvider,
}: PeopleParts): People {
  const campaignsOf = async (creditorCnpj: string) =>
    (await campaigns.list())
      .filter(({ settings }) => settings.creditorCnpj === creditorCnpj)
      .map(({ settings }) => settings.id);
  const users = new UserBook(store, nowMs);
  const sessions = new SessionBook(store, users, nowMs, campaignsOf);
  const box = makeSecretBox(installationKeyHex, 'second factor');
  const locks = makeLockBook(nowMs);
  const endWork = (agentId: AgentId): void => {
    if (agents.view(agentId) !== null) {
      agents.logout(agentId);
    }
  };
  const shared = { store, users, sessions, nowMs };
  const desk = new UserDesk({ ...shared, endWork });
  return {
    users,
    sessions,
    door: new DoorDesk({ ...shared, locks, failed, box }),
    desk,
    setUp: new SetUpLink({ desk, store, failed, nowMs }),
    byProvider:
      signInProvider === null
        ? null
        : new ProviderDesk({
            ...shared,
            ...signInProvider,
            desk,
            endWork,
            box: makeSecretBox(installationKeyHex, 'sign-in'),
          }),
  };
}
