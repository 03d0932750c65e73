import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import {
  type DeskServerMessage,
  type DeskState,
  deskClientMessageWire,
  deskServerMessageWire,
} from '../../src/contract/desk-message.js';
import { DESK_CLOSE, DESK_PROTOCOL } from '../../src/contract/desk-protocol.js';
import type { MonitorPhoneOut } from '../../src/contract/floor-wire.js';
import { parseAgentId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { SAMPLE_CONTACT } from '../support/engine-double.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { aBatch, aChain, anOpening } from '../support/samples.js';
import { until } from '../support/until.js';

const ANA = parseAgentId('ana');
const PROFILE = {
  ...{ id: ANA, name: 'Ana', groupId: parseGroupId('g1'), endpoint: 'PJSIP/web-ana' },
  ...{ demo: false, active: true },
};
const DEMO = parseCampaignId('demo');
const SECRET = 'segredo-da-pagina';

let sip: WebSocketServer;
let bench: ApiBench;
const pages: WebSocket[] = [];

beforeEach(async () => {
  sip = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(sip, 'listening');
  const { port } = sip.address() as { port: number };
  bench = await startApiBench(
    {},
    {
      webPhones: {
        socketUrl: `ws://127.0.0.1:${port}/ws`,
        open: async (user) => ({ user, password: SECRET }),
      },
    },
  );
  await bench.engine.campaigns.save(
    sampleCampaign('demo', { dispositions: [{ code: 'nao_conhece', label: 'Não conhece' }] }),
    0,
  );
  bench.engine.profiles.set(ANA, PROFILE);
  await bench.engine.agents.login(ANA, [DEMO]);
});

afterEach(async () => {
  for (const page of pages.splice(0)) {
    page.terminate();
  }
  await bench.close();
  for (const client of sip.clients) {
    client.terminate();
  }
  sip.close();
});

/** What a page knows after these messages. */
function stateOf(messages: readonly DeskServerMessage[]): DeskState | undefined {
  let state: DeskState | undefined;
  for (const message of messages) {
    if (message.type === 'desk') {
      state = message;
    } else if (message.type === 'change' && state !== undefined) {
      state = Object.assign({}, state, message.changed);
    }
  }
  return state;
}

/** A page at the agent's own socket, with all it was sent. */
async function openDesk(token = bench.secret, base = bench.base) {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/desk/ana`, [DESK_PROTOCOL]);
  pages.push(socket);
  const messages: DeskServerMessage[] = [];
  const closed = once(socket, 'close') as Promise<[number]>;
  socket.on('message', (data) => messages.push(deskServerMessageWire.parse(JSON.parse(String(data)))));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', token }));
  const last = () => stateOf(messages);
  return { socket, messages, closed, last };
}

describe('an agent’s own socket', () => {
  it('shows the state at once, and each change with the card before the voice', async () => {
    const desk = await openDesk();
    await until(() => desk.last() !== undefined || 'no state');
    expect(desk.last()).toMatchObject({
      agent: { id: 'ana', state: 'paused' },
      talk: null,
      phone: { kind: 'page', relayed: false },
    });
    const [campaign] = desk.last()?.campaigns ?? [];
    expect(campaign?.dispositions.find(({ code }) => code === 'nao_conhece')?.effects).toContain('protocol');
    Object.assign(bench.engine.agentViews.get(ANA) ?? {}, {
      card: { attemptId: null, campaignId: DEMO, contact: SAMPLE_CONTACT, decideByMs: 5, recording: 'none' },
    });
    bench.engine.agents.acceptPreview(ANA);
    await until(() => desk.last()?.agent.state === 'reserved' || 'no card');
    expect(desk.last()?.agent.card?.contact).toMatchObject({ name: 'Maria Aparecida' });
    expect(bench.asked).toContainEqual(['noteRead', expect.objectContaining({ action: 'card_read' })]);
  });

  it('sends the whole once and then only what changed, so that a change of state is small', async () => {
    const desk = await openDesk();
    await until(() => desk.last() !== undefined || 'no state');
    bench.engine.agents.ready(ANA);
    await until(() => desk.last()?.agent.state === 'available' || 'not ready');
    const [whole, ...changes] = desk.messages.filter(({ type }) => type === 'desk' || type === 'change');
    expect(whole?.type).toBe('desk');
    expect(changes.map((message) => Object.keys(message.type === 'change' ? message.changed : {}))).toEqual([
      ['agent'],
    ]);
    expect(JSON.stringify(changes).length).toBeLessThan(600);
  });

  it('brings a supervisor’s words at once, until the agent has read them', async () => {
    const desk = await openDesk();
    await until(() => desk.last() !== undefined || 'no state');
    await bench.call('POST', '/v1/messages', { to: { kind: 'all' }, text: 'Reunião <b>às 15h</b>' });
    await until(() => desk.last()?.messages.length === 1 || 'no message');
    const [message] = desk.last()?.messages ?? [];
    expect(message).toMatchObject({ from: 'test', text: 'Reunião <b>às 15h</b>' });
    const read = await bench.call('POST', '/v1/agents/ana/messages/read', { upTo: message?.id });
    expect(await read.json()).toMatchObject({ items: [{ id: message?.id, readMs: expect.any(Number) }] });
    await until(() => desk.last()?.messages.length === 0 || 'still shown');
    const again = await bench.call('POST', '/v1/agents/ana/messages/read', { upTo: message?.id });
    expect(again.status).toBe(404);
  });

  it('shows what was written while the agent was away, by another server and before this one started', async () => {
    const messages = { store: bench.stores.messages, bell: new MemoryCoordination() };
    const servers = [await startApiBench({}, { messages }), await startApiBench({}, { messages })] as const;
    const [written, read] = servers;
    try {
      for (const { engine } of servers) {
        engine.profiles.set(ANA, PROFILE);
        await engine.campaigns.save(sampleCampaign('demo'), 0);
        await engine.agents.login(ANA, [DEMO]);
      }
      const write = (text: string) => written.call('POST', '/v1/messages', { to: { kind: 'all' }, text });
      await write('Antes de entrar');
      const desk = await openDesk(read.secret, read.base);
      await until(() => desk.last() !== undefined || 'no state');
      expect(desk.last()?.messages.map(({ text }) => text)).toEqual(['Antes de entrar']);
      await write('Agora mesmo');
      await until(() => desk.last()?.messages.length === 2 || 'the other server’s words');
      const upTo = desk.last()?.messages[0]?.id;
      await written.call('POST', '/v1/agents/ana/messages/read', { upTo });
      await until(() => desk.last()?.messages.length === 1 || 'read at the other server');
      desk.socket.close();
      await desk.closed;
      const again = await openDesk(written.secret, written.base);
      await until(() => again.last() !== undefined || 'no state after the reload');
      expect(again.last()?.messages.map(({ text }) => text)).toEqual(['Agora mesmo']);
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  });

  it('shows today’s calls from the log also after the server was started anew', async () => {
    const tDialMs = Date.now();
    const opening = anOpening('antes', { campaignId: DEMO, tDialMs });
    const change = { agentId: ANA, tDialMs, tAgentMs: tDialMs, tEndMs: tDialMs + 61_000 };
    const [row] = aChain([opening], { ...change, dispositionLabel: 'Promessa' });
    await bench.stores.attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
    const desk = await openDesk();
    await until(() => desk.last() !== undefined || 'no state');
    expect(desk.last()?.history).toMatchObject([{ attemptId: 'antes', talkMs: 61_000, label: 'Promessa' }]);
    expect(JSON.stringify(desk.last()?.history)).not.toContain(opening.phone);
  });

  it('is closed to a wrong token, to a role that does no agent’s work, and to a word it does not know', async () => {
    const wrong = await openDesk('nada');
    expect((await wrong.closed)[0]).toBe(DESK_CLOSE.badToken);
    const { secret } = await bench.tokens.issue('auditor', 'viewer');
    const viewer = await openDesk(secret);
    expect((await viewer.closed)[0]).toBe(DESK_CLOSE.forbidden);
    const rude = await openDesk();
    rude.socket.send('{"type":"sudo"}');
    expect((await rude.closed)[0]).toBe(DESK_CLOSE.badMessage);
  });

  it('lists the callbacks that are the agent’s own, nobody by name, and takes a promise with the disposition', async () => {
    const { items } = (await (await bench.call('GET', '/v1/agents/ana/callbacks')).json()) as {
      items: object[];
    };
    expect(items).toMatchObject([{ name: 'M. A.', phone: expect.stringContaining('****') }]);
    const at = '2099-01-05T15:00:00';
    Object.assign(bench.engine.agentViews.get(ANA) ?? {}, {
      state: 'wrap_up',
      card: { attemptId: null, campaignId: DEMO, contact: SAMPLE_CONTACT, decideByMs: 5, recording: 'none' },
    });
    const body = { disposition: 'retorno_agendado', callbackAt: at, personal: true };
    expect((await bench.call('POST', '/v1/agents/ana/dispose', body)).status).toBe(200);
    // 15:00 of the person, who lives in São Paulo.
    expect(bench.engine.asked).toContain(`own callback ana ct-1 ${Date.parse(`${at}-03:00`)}`);
    const own = await bench.call('PUT', '/v1/contacts/1/callback', { at, agentId: 'ninguem' });
    expect(own.status).toBe(404);
  });

  it('belongs to the newest page of the agent', async () => {
    const first = await openDesk();
    await until(() => first.last() !== undefined || 'no state');
    const second = await openDesk();
    expect((await first.closed)[0]).toBe(DESK_CLOSE.elsewhere);
    await until(() => second.last() !== undefined || 'no state');
  });

  it('answers at once what the page asks for before it is let in, and nothing when it is not', async () => {
    const desk = await openDesk();
    desk.socket.send(JSON.stringify({ type: 'wantPhone' }));
    await until(() => desk.messages.some(({ type }) => type === 'phone') || 'no secret');
    const wrong = await openDesk('nada');
    wrong.socket.send(JSON.stringify({ type: 'wantPhone' }));
    await wrong.closed;
    expect(wrong.messages).toEqual([]);
  });

  it('hands the telephone’s secret to the page that asks, and writes it nowhere', async () => {
    const desk = await openDesk();
    await until(() => desk.last() !== undefined || 'no state');
    desk.socket.send(JSON.stringify({ type: 'wantPhone' }));
    await until(() => desk.messages.some(({ type }) => type === 'phone') || 'no secret');
    expect(desk.messages.find(({ type }) => type === 'phone')).toMatchObject({
      user: 'web-ana',
      password: SECRET,
    });
    desk.socket.send(JSON.stringify({ type: 'phoneReady' }));
    await until(() => bench.engine.asked.includes('page ready ana') || 'not told that the page is ready');
    expect(bench.logged.join('\n')).not.toContain(SECRET);
  });
});

describe('the page’s telephone', () => {
  async function openSip(token = bench.secret, page = '') {
    const socket = new WebSocket(`${bench.base.replace('http', 'ws')}/desk/ana/sip?page=${page}`, [
      'sip',
      `bearer.${token}`,
    ]);
    pages.push(socket);
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(String(data)));
    const closed = once(socket, 'close') as Promise<[number]>;
    await once(socket, 'open');
    return { socket, heard, closed };
  }

  it('reaches the media server by our door, both ways, from its first word on', async () => {
    sip.on('connection', (server) => server.on('message', (data) => server.send(`eco ${String(data)}`)));
    const page = await openSip();
    page.socket.send('REGISTER sip:cadencia.invalid SIP/2.0');
    await until(() => page.heard.length > 0 || 'no answer');
    expect(page.heard).toEqual(['eco REGISTER sip:cadencia.invalid SIP/2.0']);
    expect(page.socket.protocol).toBe('sip');
  });

  it('that leaves is told at once, and one whose link broke only when it does not come back', async () => {
    const left = await openSip();
    await until(() => sip.clients.size === 1 || 'no way to the media server');
    left.socket.close(1001);
    await until(() => bench.engine.asked.includes('page gone ana') || 'not told that the page has gone');
    bench.engine.asked.length = 0;
    const broken = await openSip(bench.secret, 'p1');
    await until(() => sip.clients.size === 1 || 'no way to the media server');
    broken.socket.terminate();
    await until(() => sip.clients.size === 0 || 'the way is still open');
    const back = await openSip(bench.secret, 'p1');
    await until(() => sip.clients.size === 1 || 'no way to the media server');
    expect(bench.engine.asked).toEqual([]);
    back.socket.terminate();
    await until(() => sip.clients.size === 0 || 'the way is still open');
    await openSip(bench.secret, 'p2');
    await until(() => bench.engine.asked.includes('page gone ana') || 'another page took it for its own');
  });

  it('of a page that was loaded anew begins anew, also when it is here before the end of the one before', async () => {
    const before = await openSip(bench.secret, 'p1');
    await until(() => sip.clients.size === 1 || 'no way to the media server');
    bench.engine.asked.length = 0;
    const same = await openSip(bench.secret, 'p1');
    expect((await before.closed)[0]).toBe(DESK_CLOSE.elsewhere);
    expect(bench.engine.asked).toEqual([]);
    await openSip(bench.secret, 'p2');
    expect((await same.closed)[0]).toBe(DESK_CLOSE.elsewhere);
    expect(bench.engine.asked).toEqual(['page gone ana']);
  });

  it('is closed to whoever has no token', async () => {
    const page = await openSip('nada');
    expect((await page.closed)[0]).toBe(DESK_CLOSE.badToken);
    expect(sip.clients.size).toBe(0);
  });
});

describe('a supervisor’s page as the telephone by which he listens', () => {
  it('is made by the API, is rung for nobody else, and its end is the end of the watch', async () => {
    sip.on('connection', (server) => server.on('message', (data) => server.send(`eco ${String(data)}`)));
    const made = await bench.call('POST', '/v1/monitor/phone');
    expect(made.headers.get('cache-control')).toBe('no-store');
    const phone = (await made.json()) as MonitorPhoneOut;
    expect(phone).toMatchObject({ password: SECRET, endpoint: `PJSIP/${phone.user}` });
    const watch = { agentId: 'ana', mode: 'listen', endpoint: phone.endpoint };
    expect((await bench.call('POST', '/v1/monitor/watch', watch)).status).toBe(200);
    const another = { ...watch, endpoint: 'PJSIP/ear-0123456789abcdef' };
    expect((await bench.call('POST', '/v1/monitor/watch', another)).status).toBe(409);
    const socket = new WebSocket(`${bench.base.replace('http', 'ws')}/monitor/sip?page=p1`, [
      'sip',
      `bearer.${bench.secret}`,
    ]);
    pages.push(socket);
    const heard = once(socket, 'message');
    await once(socket, 'open');
    socket.send('REGISTER sip:cadencia.invalid SIP/2.0');
    expect(String((await heard)[0])).toBe('eco REGISTER sip:cadencia.invalid SIP/2.0');
    expect(bench.engine.monitors.views()).toHaveLength(1);
    socket.close(1001);
    await until(() => bench.engine.monitors.views().length === 0 || 'the end of the watch');
    expect(bench.logged.join('\n')).not.toContain(SECRET);
  });

  it('is closed to who may not listen', async () => {
    const { secret } = await bench.tokens.issue('auditor', 'viewer');
    const socket = new WebSocket(`${bench.base.replace('http', 'ws')}/monitor/sip`, [
      'sip',
      `bearer.${secret}`,
    ]);
    pages.push(socket);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(DESK_CLOSE.forbidden);
  });
});

describe('what is asked in a talk', () => {
  it('reaches the engine, and is refused where nobody is on the line', async () => {
    const refused = await bench.call('POST', '/v1/agents/ana/hold');
    expect(refused.status).toBe(409);
    Object.assign(bench.engine.agentViews.get(ANA) ?? {}, { state: 'talking' });
    bench.engine.asked.length = 0;
    for (const verb of [
      'hold',
      'resume',
      'recording-pause',
      'recording-resume',
      'conference',
      'consult-end',
    ]) {
      const answer = await bench.call('POST', `/v1/agents/ana/${verb}`);
      expect([verb, answer.status]).toEqual([verb, 200]);
    }
    await bench.call('POST', '/v1/agents/ana/keys', { keys: '12#' });
    await bench.call('POST', '/v1/agents/ana/consult', { agentId: 'rui' });
    const given = await bench.call('POST', '/v1/agents/ana/hand-over', {});
    expect(await given.json()).toMatchObject({ talk: { state: 'talking', outside: null, notice: null } });
    await bench.call('POST', '/v1/agents/ana/dial-out', { phone: '(11) 3333-4444', blind: true });
    await bench.call('POST', '/v1/agents/ana/to-queue', { queueId: 'vendas' });
    expect(bench.engine.asked).toEqual([
      'hold ana',
      'resume ana',
      'pause recording ana',
      'resume recording ana',
      'join ana',
      'call off ana',
      'keys ana 12#',
      'consult ana rui',
      'hand over ana ',
      'dialOut ana +551133334444 blind',
      'toQueue ana vendas',
    ]);
    expect((await bench.call('POST', '/v1/agents/ana/keys', { keys: 'abc' })).status).toBe(400);
    expect((await bench.call('POST', '/v1/agents/ana/help')).status).toBe(200);
    expect((await bench.call('POST', '/v1/agents/ana/help-withdraw')).status).toBe(200);
    expect(bench.engine.asked.slice(-2)).toEqual(['help ana', 'no help ana']);
    const number = await bench.call('POST', '/v1/agents/ana/dial-out', { phone: '123', blind: false });
    expect(number.status).toBe(400);
  });
});

describe('docs/reference/desk.md', () => {
  it('names every message with its fields, and no other', () => {
    const page = readFileSync(
      fileURLToPath(new URL('../../docs/reference/desk.md', import.meta.url)),
      'utf8',
    );
    const written = new Map(
      [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, fields]) => [
        name,
        [...(fields ?? '').matchAll(/`(\w+)`/g)].map(([, field]) => field),
      ]),
    );
    const shapes = [...deskClientMessageWire.options, ...deskServerMessageWire.options];
    const real = new Map(shapes.map(({ shape }) => [[...shape.type.values][0], Object.keys(shape)]));
    expect(written).toEqual(real);
    for (const code of Object.values(DESK_CLOSE)) {
      expect(page).toContain(`| ${code} |`);
    }
  });
});
