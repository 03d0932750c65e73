import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { PEER_HEADER, PeerSeal } from '../../src/api/peers/peer-seal.js';
import type { DeskServerMessage } from '../../src/contract/desk-message.js';
import { DESK_PROTOCOL } from '../../src/contract/desk-protocol.js';
import { parseAgentId, parseCampaignId, parseEngineId, parseGroupId } from '../../src/core/kernel/ids.js';
import type { AgentSession } from '../../src/ports/agent-store.js';
import type { KnownEngine } from '../../src/ports/estate-store.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { aBatch, aChain, anOpening, NOON } from '../support/samples.js';
import { until } from '../support/until.js';
import { tone, wavBytes } from '../support/wav-bytes.js';

const ANA = parseAgentId('ana');
const DEMO = parseCampaignId('demo');
const PROFILE = {
  ...{ id: ANA, name: 'Ana', groupId: parseGroupId('g1'), endpoint: 'PJSIP/web-ana' },
  ...{ demo: false, active: true },
};
const [E1, E2] = ['e1', 'e2'].map((id) => parseEngineId(id)) as [
  ReturnType<typeof parseEngineId>,
  ReturnType<typeof parseEngineId>,
];

/** What both servers read of one database. */
let session: AgentSession | null;
let known: KnownEngine[];
let gone: Set<string>;
let sip: WebSocketServer;
let first: ApiBench;
let second: ApiBench;
const pages: WebSocket[] = [];

function sessionAt(engineId: AgentSession['engineId']): AgentSession {
  return {
    ...{ agentId: ANA, engineId, campaignIds: [DEMO], legId: null },
    ...{ state: 'paused', reason: '', sinceMs: 1 },
  };
}

async function server(engineId: typeof E1, tokens?: ApiBench): Promise<ApiBench> {
  const { port } = sip.address() as { port: number };
  const bench = await startApiBench(
    {},
    {
      peers: {
        engineId,
        list: async () => known,
        isThere: async (id) => !gone.has(id),
      },
      agents: {
        list: async () => [PROFILE],
        find: async () => PROFILE,
        save: async () => {},
        listSessions: async () => (session === null ? [] : [session]),
        findSession: async () => session,
        saveSession: async () => true,
        writeSessions: async () => [],
        listHolds: async () => [],
        hold: async () => {},
        release: async () => {},
        async *readReleases() {},
      },
      webPhones: {
        socketUrl: `ws://127.0.0.1:${port}/${engineId}`,
        open: async (user) => ({ user, password: 'segredo' }),
      },
      ...(tokens === undefined ? {} : { tokens: tokens.tokens }),
    },
  );
  bench.engine.profiles.set(ANA, PROFILE);
  await bench.engine.campaigns.save(sampleCampaign('demo', {}), 0);
  known.push({ engineId, estates: {}, door: bench.base });
  return bench;
}

beforeEach(async () => {
  session = sessionAt(E2);
  known = [];
  gone = new Set();
  sip = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(sip, 'listening');
  first = await server(E1);
  second = await server(E2, first);
  await second.engine.agents.login(ANA, [DEMO]);
});

afterEach(async () => {
  for (const page of pages.splice(0)) {
    page.terminate();
  }
  await first.close();
  await second.close();
  for (const client of sip.clients) {
    client.terminate();
  }
  sip.close();
});

/** A request at the first server. */
async function ask(method: string, path: string, body?: unknown, token = first.secret) {
  const answer = await fetch(`${first.base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said: unknown = await answer.json();
  return { status: answer.status, said };
}

async function openDesk(base: string) {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/desk/ana`, [DESK_PROTOCOL]);
  pages.push(socket);
  const messages: DeskServerMessage[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as DeskServerMessage));
  const closed = once(socket, 'close') as Promise<[number, Buffer]>;
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', token: first.secret }));
  const state = (): string | undefined =>
    messages.reduce<string | undefined>((before, message) => {
      if (message.type === 'desk') {
        return message.agent.state;
      }
      return (message.type === 'change' ? message.changed.agent?.state : undefined) ?? before;
    }, undefined);
  return { socket, messages, closed, state };
}

describe('what belongs to an agent of another server', () => {
  it('is asked of that server: what he does, what he sees, and what it refuses', async () => {
    expect(await ask('POST', '/v1/agents/ana/ready')).toMatchObject({
      status: 200,
      said: { id: 'ana', state: 'available' },
    });
    expect(second.engine.agents.view(ANA)?.state).toBe('available');
    expect(first.engine.agents.view(ANA)?.state ?? 'offline').toBe('offline');
    expect(await ask('GET', '/v1/agents/ana')).toMatchObject({ said: { live: { state: 'available' } } });
    const refused = await ask('POST', '/v1/agents/ana/pause', { reason: '' });
    expect(refused).toMatchObject({ status: 400, said: { code: 'DLR_INPUT_INVALID' } });
    expect(await ask('POST', '/v1/agents/ana/ready', undefined, 'nada')).toMatchObject({ status: 401 });
  });

  it('is noted once, by the server that did it', async () => {
    await ask('POST', '/v1/agents/ana/force', { to: 'pause', reason: 'reunião de equipe' });
    const changesOf = ({ asked }: ApiBench) => JSON.stringify(asked).split('"action":"change"').length - 1;
    await until(() => changesOf(second) === 1 || 'not noted');
    expect(changesOf(first)).toBe(0);
  });

  it('is served here once that server is gone, or nobody has him', async () => {
    gone.add('e2');
    expect(await ask('POST', '/v1/agents/ana/login', { campaignIds: ['demo'] })).toMatchObject({
      status: 200,
    });
    expect(first.engine.agents.view(ANA)?.state).toBe('paused');
    session = null;
    gone.clear();
    expect(await ask('GET', '/v1/agents/ana')).toMatchObject({ said: { live: { state: 'paused' } } });
  });

  it('is told as not to be had for the moment while that server does not answer', async () => {
    await second.close();
    const silent = await ask('POST', '/v1/agents/ana/ready');
    expect(silent).toMatchObject({ status: 503, said: { code: 'DLR_SERVER_DOWN' } });
    expect((silent.said as { detail: string }).detail).toContain("Server 'e2'");
    known.length = 0;
    expect(await ask('POST', '/v1/agents/ana/ready')).toMatchObject({
      ...{ status: 503, said: { code: 'DLR_SERVER_DOWN' } },
    });
  });
});

describe('a recording of another server', () => {
  const SOUND = wavBytes([tone(9)]);
  let asking: ApiBench;

  beforeEach(async () => {
    const folder = join(second.dataFolder, 'switch/2026-03-10');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '20260310-t1.wav'), SOUND);
    const rows = aChain([anOpening('t1')], { tAgentMs: NOON, recordingId: '20260310-t1' });
    await second.stores.attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) }));
    await second.recordings.sweep();
    const store = second.stores.recordings;
    asking = await startApiBench(
      {},
      {
        tokens: first.tokens,
        peers: { engineId: E1, list: async () => known, isThere: async (id) => !gone.has(id) },
        recordings: { store, desk: { open: async () => null, rotateKey: async () => 0 }, keptMs: () => 1e15 },
      },
    );
  });
  afterEach(() => asking.close());

  async function play(range?: string) {
    const headers = { authorization: `Bearer ${first.secret}`, 'content-type': 'application/json' };
    const order = await fetch(`${asking.base}/v1/recordings/20260310-t1/plays`, {
      ...{ method: 'POST', headers, body: JSON.stringify({ reason: 'monitoria de qualidade' }) },
    });
    const { audio } = (await order.json()) as { audio: string };
    return fetch(`${asking.base}${audio}`, {
      headers: { ...headers, ...(range === undefined ? {} : { range }) },
    });
  }

  it('is heard at any server, whole or in part', async () => {
    const whole = await play();
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    expect(Buffer.from(await whole.arrayBuffer()).equals(SOUND)).toBe(true);
    const part = await play('bytes=44-1043');
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 44-1043/${SOUND.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(SOUND.subarray(44, 1044))).toBe(true);
  });

  it('of a server that is away is told to be there, and one that nobody has is not found', async () => {
    gone.add('e2');
    const away = await play();
    expect(away.status).toBe(503);
    expect(await away.text()).toContain("'e2'");
    gone.clear();
    rmSync(join(second.dataFolder, 'recordings'), { recursive: true });
    expect((await play()).status).toBe(404);
  });
});

describe('a page that comes in at another server', () => {
  it('shows and steers its agent as if it were at his own', async () => {
    const desk = await openDesk(first.base);
    await until(() => desk.state() === 'paused' || `state ${desk.state()}`);
    await ask('POST', '/v1/agents/ana/ready');
    await until(() => desk.state() === 'available' || `state ${desk.state()}`);
    desk.socket.send(JSON.stringify({ type: 'wantPhone' }));
    await until(() => desk.messages.some(({ type }) => type === 'phone') || 'no telephone');
    // A page opened at his own server replaces it there, and the one it replaces is told why.
    const other = await openDesk(second.base);
    await until(() => other.state() === 'available' || 'no state');
    expect((await desk.closed)[0]).toBe(4409);
  });

  it('speaks SIP with the switch of his server, and its link that breaks is not its end', async () => {
    const open = async (): Promise<WebSocket> => {
      const page = new WebSocket(`${first.base.replace('http', 'ws')}/desk/ana/sip?page=p1`, [
        ...['sip', `bearer.${first.secret}`],
      ]);
      pages.push(page);
      await once(page, 'open');
      return page;
    };
    const at: string[] = [];
    sip.on('connection', (way, { url = '' }) => {
      at.push(url);
      way.on('message', (data) => way.send(`eco ${String(data)}`));
    });
    const page = await open();
    expect(page.protocol).toBe('sip');
    page.send('REGISTER sip:cadencia.invalid SIP/2.0');
    const [heard] = (await once(page, 'message')) as [Buffer];
    expect(String(heard)).toBe('eco REGISTER sip:cadencia.invalid SIP/2.0');
    expect(at).toEqual(['/e2']);
    page.terminate();
    await until(() => sip.clients.size === 0 || 'the way is still open');
    const back = await open();
    await until(() => at.length === 2 || 'no way again');
    expect(second.engine.asked).not.toContain('page gone ana');
    back.close(1001);
    await until(() => second.engine.asked.includes('page gone ana') || 'not told that the page has gone');
  });

  it('is sent away to come again when its server dies, and when another one takes its agent over', async () => {
    const desk = await openDesk(first.base);
    await until(() => desk.state() === 'paused' || 'no state');
    await second.close();
    expect([1001, 1013]).toContain((await desk.closed)[0]);
    gone.add('e2');
    await first.engine.agents.login(ANA, [DEMO]);
    first.engine.agents.logout(ANA);
    const here = await openDesk(first.base);
    await until(() => here.state() === 'offline' || `state ${here.state()}`);
    // Taken over meanwhile by a third one.
    const third = parseEngineId('e3');
    session = sessionAt(third);
    const [code, reason] = await here.closed;
    expect([code, String(reason)]).toEqual([1012, 'another server has the agent']);
  });

  it('is not let in there either with a wrong token', async () => {
    const socket = new WebSocket(`${first.base.replace('http', 'ws')}/desk/ana`, [DESK_PROTOCOL]);
    pages.push(socket);
    await once(socket, 'open');
    const closed = once(socket, 'close') as Promise<[number]>;
    socket.send(JSON.stringify({ type: 'hello', token: 'nada' }));
    expect((await closed)[0]).toBe(4401);
  });
});

describe('the seal of a server', () => {
  const KEY = 'ab'.repeat(32);
  const REQUEST = { method: 'POST', url: '/v1/agents/ana/ready' };
  const sealOf = (id: typeof E1, key = KEY, nowMs = 1000) => new PeerSeal(id, key, () => nowMs);

  it('opens for whom it was written, once it is what was asked, for a minute, with the same key', () => {
    const header = sealOf(E1).write(E2, '10.0.0.9', REQUEST);
    expect(sealOf(E2).open(header, REQUEST)).toEqual({ from: 'e1', address: '10.0.0.9' });
    expect(sealOf(E1).open(header, REQUEST)).toBeNull();
    expect(sealOf(E2).open(header, { ...REQUEST, url: '/v1/agents/bia/ready' })).toBeNull();
    expect(sealOf(E2).open(header, { ...REQUEST, method: 'GET' })).toBeNull();
    expect(sealOf(E2, 'cd'.repeat(32)).open(header, REQUEST)).toBeNull();
    expect(sealOf(E2, KEY, 62_000).open(header, REQUEST)).toBeNull();
    expect(sealOf(E2).open(header.replace('10.0.0.9', '10.0.0.8'), REQUEST)).toBeNull();
    expect(sealOf(E2).open('', REQUEST)).toBeNull();
  });

  it('that is wrong lets nobody in, and says what servers must have in common', async () => {
    const answer = await fetch(`${first.base}/v1/agents/ana`, {
      headers: { authorization: `Bearer ${first.secret}`, [PEER_HEADER]: 'e2 e1 1 127.0.0.1 00' },
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('installation.key');
  });

  it('makes a door that is another server’s be told, not asked round and round', async () => {
    known = known.map((one) => ({ ...one, door: first.base }));
    expect(await ask('POST', '/v1/agents/ana/ready')).toMatchObject({ status: 403 });
  });
});
