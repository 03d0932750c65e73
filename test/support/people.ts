import { hashPassword } from '../../src/api/auth/password.js';
import type { UserRole } from '../../src/core/access/role.js';
import { parseAgentId, parseGroupId } from '../../src/core/kernel/ids.js';
import type { StoredUser } from '../../src/ports/user-store.js';
import type { ApiBench } from './api-bench.js';

/** The password of everybody who was made by `addPerson`. */
export const PASSWORD = 'quatro cavalos no pasto';

let hash: Promise<string> | null = null;

/** Somebody on file who has chosen his password; hashing takes its time, so all have the same. */
export async function addPerson(
  bench: ApiBench,
  id: string,
  role: UserRole,
  more: Partial<StoredUser> = {},
): Promise<void> {
  hash ??= hashPassword(PASSWORD);
  await bench.stores.users.saveUser({
    id,
    name: `${id} de Souza`,
    role,
    teamIds: null,
    agentId: null,
    blocked: false,
    passwordHash: await hash,
    mustChange: false,
    totpSecret: '',
    totpStep: 0,
    recoveryHashes: [],
    providerSubject: null,
    creditorCnpj: '',
    createdAtMs: 1,
    version: 1,
    ...more,
  });
}

/** What came back, its code and text read. */
export interface Heard {
  readonly status: number;
  readonly code: unknown;
  readonly json: Record<string, unknown>;
}

/** A browser: it keeps the cookie it is given and says where its page is from. */
export class Browser {
  readonly #base: string;
  cookie = '';
  setCookie = '';

  constructor(base: string) {
    this.#base = base;
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Heard> {
    const answer = await fetch(this.#base + path, {
      method,
      headers: {
        origin: this.#base,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const given = answer.headers.get('set-cookie');
    if (given !== null) {
      this.setCookie = given;
      this.cookie = given.split(';')[0] ?? '';
    }
    const text = await answer.text();
    const isJson = /json(;|$)/.test(answer.headers.get('content-type') ?? '');
    const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: answer.status, code: json['code'], json };
  }

  signIn(user: string, password = PASSWORD, code?: string): Promise<Heard> {
    return this.ask('POST', '/v1/session', { user, password, ...(code === undefined ? {} : { code }) });
  }
}

/** Signed in, of a team that has one agent. */
export async function aTeamSupervisor(bench: ApiBench, agent: string): Promise<Browser> {
  const id = parseAgentId(agent);
  bench.engine.profiles.set(id, {
    ...{ id, name: agent, groupId: parseGroupId('g'), endpoint: 'PJSIP/1' },
    demo: false,
    active: true,
  });
  await bench.call('PUT', '/v1/teams/norte', { name: 'Norte', agentIds: [agent] });
  await addPerson(bench, 'sara', 'supervisor', { teamIds: ['norte'] });
  const browser = new Browser(bench.base);
  await browser.signIn('sara');
  return browser;
}
