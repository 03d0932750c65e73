import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { AgentRow } from '../../src/contract/agent-wire.js';
import { CALLER_CNPJ, type TestServer } from './server-process.js';
import type { TelephonyLab } from './telephony-lab.js';
import { until } from './until.js';

/** An item of `GET /v1/agents`. */
export interface AgentDetail {
  readonly id: string;
  readonly live: AgentRow | null;
}

export const CAMPAIGN = 'cobranca';

/** Fates of sipp/README.md, by the last two digits. */
export const FATES = {
  person: 0,
  ringsForEver: 50,
  noAnswer: 75,
  busy: 80,
  invalid: 85,
  congested: 97,
} as const;
export type Fate = keyof typeof FATES;

/** The number of the nth contact, whose fate stands in its last digits. */
export function numberOf(index: number, fate: Fate): string {
  return `119${87}${String(index).padStart(4, '0')}${String(FATES[fate]).padStart(2, '0')}`;
}

/** A mailing of `count` contacts whose fates take turns. */
export function mailingOf(count: number, fates: readonly Fate[], from = 0): string {
  const rows = Array.from({ length: count }, (_, place) => {
    const index = from + place;
    return `Cliente ${index};${numberOf(index, fates[place % fates.length] ?? 'person')};C${index}`;
  });
  return `nome;telefone;contrato\n${rows.join('\n')}\n`;
}

/** What an agent does when his call reaches a point: see `Crew`. */
export type Habit = 'brisk' | 'talks-on' | 'never-disposes' | 'paused';

/**
 * The people of a collection floor, played through the HTTP API. They act while `workUntil` waits for something, each
 * by his habit: `brisk` hangs up and disposes at once, `talks-on` stays with the client, `never-disposes` hangs up and
 * leaves the call without a word.
 */
export class Crew {
  readonly habits = new Map<string, Habit>();
  readonly #server: TestServer;

  constructor(server: TestServer, ids: readonly string[]) {
    this.#server = server;
    for (const id of ids) {
      this.habits.set(id, 'brisk');
    }
  }

  get ids(): readonly string[] {
    return [...this.habits.keys()];
  }

  /** Profiles, log-in and ready. */
  async arrive(): Promise<void> {
    for (const id of this.ids) {
      const profile = { name: `Atendente ${id}`, groupId: 'quartil-1', endpoint: `PJSIP/${id}` };
      await this.#server.call('PUT', `/v1/agents/${id}`, profile);
    }
    await Promise.all(
      this.ids.map((id) => this.#server.call('POST', `/v1/agents/${id}/login`, { campaignIds: [CAMPAIGN] })),
    );
    await this.everyone('ready');
  }

  async everyone(verb: 'ready' | 'logout'): Promise<void> {
    await Promise.all(this.ids.map((id) => this.#server.call('POST', `/v1/agents/${id}/${verb}`)));
  }

  async agents(): Promise<readonly AgentDetail[]> {
    const { items } = await this.#server.call<{ items: readonly AgentDetail[] }>(
      'GET',
      '/v1/agents?limit=200',
    );
    return items.filter(({ id }) => this.habits.has(id));
  }

  async states(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries((await this.agents()).map((agent) => [agent.id, agent.live?.state ?? 'off']));
  }

  /** Works until `seen` says true; `seen` looks at the agents as they are. */
  async workUntil(
    seen: (agents: readonly AgentDetail[]) => true | string | Promise<true | string>,
    deadlineMs = 60_000,
  ): Promise<void> {
    await until(async () => {
      const agents = await this.agents();
      const found = await seen(agents);
      if (found !== true) {
        await Promise.all(agents.map((agent) => this.#act(agent)));
      }
      return found;
    }, deadlineMs);
  }

  async #act({ id, live }: AgentDetail): Promise<void> {
    const habit = this.habits.get(id);
    if (live?.state === 'talking' && habit !== 'talks-on') {
      await this.#tell(id, 'hangup');
    } else if (live?.state === 'wrap_up' && (habit === 'brisk' || habit === 'paused')) {
      await this.#tell(id, 'dispose', { disposition: 'sem_acordo' });
    }
  }

  /** The call may have ended by itself meanwhile: then there is nothing to tell. */
  async #tell(id: string, verb: string, body?: object): Promise<void> {
    await this.#server.call('POST', `/v1/agents/${id}/${verb}`, body).catch((error: { code?: string }) => {
      if (error.code !== 'DLR_STATE_CONFLICT') {
        throw error;
      }
    });
  }
}

/** Creates the campaign and loads a mailing by the command line, as a user would. */
export async function openCampaign(server: TestServer, settings: object, mailing: string): Promise<string> {
  await server.call('PUT', `/v1/campaigns/${CAMPAIGN}`, {
    name: 'Cobrança',
    demo: true,
    callerCnpj: CALLER_CNPJ,
    ...settings,
  });
  const file = join(server.folder, 'mailing.csv');
  await writeFile(file, mailing);
  return server.run('import', file, '--campaign', CAMPAIGN);
}

/** What a campaign's live view says. */
export interface CampaignFigures {
  readonly calls: Readonly<Record<string, number>>;
  readonly today: Readonly<Record<string, unknown>>;
  readonly contacts: Readonly<Record<string, number>>;
}

export function campaignFigures(server: TestServer): Promise<CampaignFigures> {
  return server.call('GET', `/v1/campaigns/${CAMPAIGN}/live`);
}

/** The agents in a state. */
export function inState(agents: readonly AgentDetail[], state: string): readonly string[] {
  return agents.filter(({ live }) => live?.state === state).map(({ id }) => id);
}

/** A floor at work: campaign made, mailing loaded, agents ready, dialling. The server must listen. */
export async function openFloor(
  server: TestServer,
  ids: readonly string[],
  mailing: string,
  settings: object = {},
): Promise<Crew> {
  const usual = { mode: 'power', powerRatio: 2, amd: false, ringTimeoutMs: 15_000, wrapUpLimitMs: 60_000 };
  await openCampaign(server, { ...usual, ...settings }, mailing);
  const crew = new Crew(server, ids);
  await crew.arrive();
  await server.call('POST', `/v1/campaigns/${CAMPAIGN}/start`);
  return crew;
}

/** How often each number was rung, in the network's own words. */
export async function ringsByNumber(lab: TelephonyLab, sinceMs = 0): Promise<ReadonlyMap<string, number>> {
  const rung = new Map<string, number>();
  for (const { event, number, atMs } of await lab.customers.events()) {
    if (event === 'INVITE' && atMs >= sinceMs) {
      const known = number.replace('+', '');
      rung.set(known, (rung.get(known) ?? 0) + 1);
    }
  }
  return rung;
}

/** Rows of a query on a database of a test. */
export async function rowsOf<Row extends object>(databaseUrl: string, sql: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Ids of the channels that Asterisk holds, and who stands in which bridge, by ARI. */
export async function asteriskHolds(
  lab: TelephonyLab,
): Promise<{ readonly channels: readonly string[]; readonly talks: readonly (readonly string[])[] }> {
  const read = async (path: string): Promise<unknown> => {
    const login = Buffer.from(`${lab.user}:${lab.password}`).toString('base64');
    const response = await fetch(`${lab.ariUrl}/${path}`, {
      headers: { authorization: `Basic ${login}` },
      signal: AbortSignal.timeout(5000),
    });
    return response.json();
  };
  const channels = (await read('channels')) as readonly { id: string }[];
  const bridges = (await read('bridges')) as readonly { channels: readonly string[] }[];
  return {
    channels: channels.map(({ id }) => id).sort(),
    talks: bridges
      .map((bridge) => [...bridge.channels].sort())
      .filter((members) => members.length === 2)
      .sort(),
  };
}
