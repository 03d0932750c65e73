import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CardReads } from '../../src/api/auth/card-reads.js';
import type { LiveSocket } from '../../src/api/realtime/live-client.js';
import { makeLiveHub } from '../../src/api/realtime/live-hub.js';
import type { AgentOut } from '../../src/contract/agent-wire.js';
import {
  type LiveServerMessage,
  liveClientMessageWire,
  liveServerMessageWire,
} from '../../src/contract/live-message.js';
import { LIVE_CLOSE, LIVE_PROTOCOL } from '../../src/contract/live-protocol.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import {
  parseAgentId,
  parseAttemptId,
  parseCampaignId,
  parseGroupId,
  parseQueueId,
} from '../../src/core/kernel/ids.js';
import type { ClearRead } from '../../src/engine/person-desk.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { makeEngineDouble, SAMPLE_CONTACT } from '../support/engine-double.js';
import { makeManualClock } from '../support/manual-clock.js';
import { sampleCampaign } from '../support/sample-campaign.js';

const DEMO = parseCampaignId('demo');
const ANA = parseAgentId('ana');

function addAgent(engine: ReturnType<typeof makeEngineDouble>, id = ANA): void {
  const groupId = parseGroupId('g1');
  engine.profiles.set(id, { id, name: 'Ana', groupId, endpoint: 'PJSIP/1', demo: true, active: true });
}

/** A socket that notes what it is sent and can be made slow. */
function makeSocketDouble() {
  const messages: LiveServerMessage[] = [];
  const socket = {
    bufferedAmount: 0,
    closed: 0,
    send: (text: string) => void messages.push(liveServerMessageWire.parse(JSON.parse(text))),
    close: (code: number) => {
      socket.closed = code;
    },
  };
  return { socket: socket as LiveSocket & { bufferedAmount: number; closed: number }, messages };
}

const NO_FAILURES = { recordings: 0, notices: 0, lastAtMs: null, lastCode: '' };

async function hubBench(noteRead: (read: ClearRead) => Promise<void> = async () => {}) {
  const clock = makeManualClock();
  const engine = makeEngineDouble(() => clock.now());
  await engine.campaigns.save(sampleCampaign('demo', { abandonCap: 0.05 }), 0);
  addAgent(engine);
  const cards = new CardReads({ persons: { noteRead }, clock, log: { warn() {}, error() {} } });
  const blocked = { of: () => ({}), close() {} };
  const boards = { blocked, failures: { recording: () => NO_FAILURES, close() {} } };
  const hub = makeLiveHub({ engine, events: engine.events, clock, boards, cards });
  const dial = (attempts: number) => {
    const view = engine.campaignViews.get(DEMO)!;
    view.today = { ...view.today, attempts };
    const attemptId = parseAttemptId(`t${attempts}`);
    engine.events.emit('call:moved', { attemptId, campaignId: DEMO, from: 'a', to: 'b', atMs: clock.now() });
  };
  return { clock, engine, hub, dial };
}

const QUEUE = {
  id: parseQueueId('divida'),
  name: 'Dívida',
  open: true,
  waiting: 0,
  longestSinceMs: null,
  talking: 0,
  agents: 5,
  free: 5,
  needed: 2,
  expectedWaitMs: 12_300,
  goalShare: 0.9,
  goalSeconds: 10,
  today: {
    offered: 0,
    answeredInTime: 0,
    answeredLate: 0,
    abandoned: 0,
    abandonedShort: 0,
    callbacks: 0,
    messages: 0,
  },
  serviceLevel: null,
};

describe('reads of cards at agents’ own desks', () => {
  const card = { attemptId: 't1', contact: { id: 'c1' } };
  const agentOut = (attemptId: string | null = 't1') =>
    ({ id: ANA, card: { ...card, attemptId } }) as unknown as AgentOut;
  const down = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'x' });

  it('do not wait for the record while a call is up, and are in it with their time when it is back', async () => {
    const clock = makeManualClock();
    const kept: ClearRead[] = [];
    const told: string[] = [];
    let isDown = true;
    const noteRead = async (read: ClearRead) => {
      if (isDown) {
        throw down;
      }
      kept.push(read);
    };
    const note = (_: object, text: string) => void told.push(text);
    const cards = new CardReads({ persons: { noteRead }, clock, log: { warn: note, error: note } });
    const shownAt = clock.now();
    await cards.noteAtDesk('ana', agentOut());
    expect(cards.isNoted('ana', agentOut())).toBe(true);
    await cards.noteAtDesk('ana', agentOut(null));
    expect(cards.isNoted('ana', agentOut(null))).toBe(false);
    await nextTurn();
    clock.advance(1000);
    await nextTurn();
    expect(told).toEqual(['reads of cards wait for the record of acts']);
    isDown = false;
    clock.advance(1000);
    await nextTurn();
    expect(kept).toEqual([expect.objectContaining({ subject: 't1', atMs: shownAt })]);
  });

  it('are masked when too many wait, and what cannot be written at the end is in the log', async () => {
    const lost: object[] = [];
    const cards = new CardReads({
      persons: { noteRead: () => Promise.reject(down) },
      clock: makeManualClock(),
      log: { warn() {}, error: (fields) => void lost.push(fields) },
    });
    for (let at = 0; at < 10_001; at++) {
      await cards.noteAtDesk('ana', agentOut(`t${at}`));
    }
    expect(cards.isNoted('ana', agentOut('t9999'))).toBe(true);
    expect(cards.isNoted('ana', agentOut('t10000'))).toBe(false);
    await cards.close();
    expect((lost[0] as { reads: object[] }).reads).toHaveLength(10_000);
  });
});

describe('the hub', () => {
  it('sends queues of callers whole, at what happens to their calls, and says which are gone', async () => {
    const { clock, engine, hub } = await hubBench();
    engine.queueViews.push(QUEUE);
    const { socket, messages } = makeSocketDouble();
    await hub.attach(socket, null, 'rui');
    expect(messages[0]).toMatchObject({ queues: [{ id: 'divida', waiting: 0, expectedWaitMs: 15_000 }] });
    engine.queueViews[0] = { ...QUEUE, waiting: 1, longestSinceMs: clock.now() };
    const call = { callId: parseAttemptId('t1'), queueId: QUEUE.id, agentId: null, waitedMs: 0 };
    clock.advance(250);
    engine.events.emit('inbound:moved', { ...call, from: 'menu', to: 'waiting', atMs: clock.now() });
    clock.advance(0);
    expect(messages.at(-1)).toMatchObject({ type: 'delta', queues: [{ waiting: 1 }] });
    engine.queueViews.length = 0;
    clock.advance(1000);
    expect(messages.at(-1)).toMatchObject({ type: 'delta', goneQueues: ['divida'] });
  });

  it('sends a snapshot of everything, then numbered deltas of what changed', async () => {
    const { clock, hub, dial } = await hubBench();
    const { socket, messages } = makeSocketDouble();
    await hub.attach(socket, null, 'rui');
    clock.advance(250);
    dial(1);
    clock.advance(0);
    expect(messages).toHaveLength(2);
    const [snapshot, delta] = messages;
    expect(snapshot).toMatchObject({ type: 'snapshot', campaigns: [{ id: 'demo', abandonCap: 0.05 }] });
    expect(delta).toMatchObject({
      type: 'delta',
      seq: snapshot!.seq + 1,
      campaigns: [{ today: { attempts: 1 } }],
    });
    expect(delta).not.toHaveProperty('agents');
    hub.close();
  });

  it('sends the first change at once and a busy row at most 6 times a second', async () => {
    const { clock, hub, dial } = await hubBench();
    const { socket, messages } = makeSocketDouble();
    await hub.attach(socket, null, 'rui');
    clock.advance(500);
    messages.length = 0;
    for (let attempts = 1; attempts <= 1000; attempts++) {
      dial(attempts);
      clock.advance(1);
      if (attempts === 1) {
        expect(messages).toHaveLength(1);
      }
    }
    const deltas = messages.filter((message) => message.type === 'delta');
    expect(deltas.length).toBeGreaterThanOrEqual(6);
    expect(deltas.length).toBeLessThanOrEqual(8);
    clock.advance(250);
    expect(messages.filter((message) => message.type === 'delta').at(-1)).toMatchObject({
      campaigns: [{ today: { attempts: 1000 } }],
    });
    hub.close();
  });

  it('numbers without gaps whatever happens, for every screen alike', async () => {
    const { clock, engine, hub, dial } = await hubBench();
    const one = makeSocketDouble();
    await hub.attach(one.socket, null, 'rui');
    for (let step = 1; step <= 20; step++) {
      dial(step);
      if (step === 7) {
        await engine.agents.login(ANA, [DEMO]);
      }
      clock.advance(300);
    }
    const two = makeSocketDouble();
    await hub.attach(two.socket, null, 'rui');
    engine.agents.ready(ANA);
    engine.agentViews.delete(ANA);
    clock.advance(6000);
    const numbers = one.messages
      .filter(({ type }) => type === 'delta' || type === 'snapshot')
      .map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    const [snapshot, ...deltas] = two.messages.filter(({ type }) => type !== 'alive');
    expect(deltas.map(({ seq }) => seq)).toEqual(deltas.map((_, index) => snapshot!.seq + index + 1));
    expect(deltas.some((delta) => delta.type === 'delta' && delta.goneAgents?.includes(ANA))).toBe(true);
    hub.close();
  });

  it('finds changes no event told of within a second, and says it is alive when there are none', async () => {
    const { clock, engine, hub } = await hubBench();
    const { socket, messages } = makeSocketDouble();
    await hub.attach(socket, null, 'rui');
    engine.state.openAttempts = 9;
    clock.advance(1000);
    expect(messages.at(-1)).toMatchObject({ type: 'delta', engine: { openAttempts: 9 } });
    clock.advance(1000);
    expect(messages.at(-1)?.type).toBe('alive');
    hub.close();
  });

  it('leaves a slow screen out, gives it a fresh snapshot when it has caught up, and gives up after a minute', async () => {
    const { clock, hub, dial } = await hubBench();
    const { socket, messages } = makeSocketDouble();
    await hub.attach(socket, null, 'rui');
    socket.bufferedAmount = 2 << 20;
    for (let step = 1; step <= 10; step++) {
      dial(step);
      clock.advance(300);
    }
    expect(messages).toHaveLength(1);
    socket.bufferedAmount = 0;
    clock.advance(1000);
    expect(messages[1]).toMatchObject({ type: 'snapshot', campaigns: [{ today: { attempts: 10 } }] });
    socket.bufferedAmount = 2 << 20;
    clock.advance(65_000);
    expect(socket.closed).toBe(1013);
    hub.close();
  });

  it("tells an agent's own screen at once, card included, and no other screen who is on the line", async () => {
    const noted: ClearRead[] = [];
    const { clock, engine, hub } = await hubBench(async (read) => void noted.push(read));
    await engine.agents.login(ANA, [DEMO]);
    const own = makeSocketDouble();
    const other = makeSocketDouble();
    await hub.attach(own.socket, ANA, 'rui');
    await hub.attach(other.socket, null, 'rui');
    const contact = { ...SAMPLE_CONTACT, campaignId: DEMO };
    engine.agentViews.get(ANA)!.card = {
      attemptId: null,
      campaignId: DEMO,
      contact,
      decideByMs: null,
      recording: 'none',
    };
    engine.agents.ready(ANA);
    await new Promise(setImmediate);
    expect(own.messages.at(-1)).toMatchObject({
      type: 'agent',
      agent: { state: 'available', card: { contact: { name: 'Maria Aparecida' } } },
    });
    clock.advance(10_000);
    expect(JSON.stringify(other.messages)).not.toMatch(/Maria|98765/);
    // Once for the reader and the call, however often the agent moves.
    engine.agents.pause(ANA, 'nr17');
    await new Promise(setImmediate);
    expect(noted).toMatchObject([{ action: 'card_read', who: 'rui', subject: contact.id }]);
    hub.close();
  });

  it('shows a card masked while its reading cannot be noted, and in clear once it can', async () => {
    let down = true;
    const { engine, hub } = await hubBench(() =>
      down ? Promise.reject(new Error('the store is away')) : Promise.resolve(),
    );
    await engine.agents.login(ANA, [DEMO]);
    const own = makeSocketDouble();
    await hub.attach(own.socket, ANA, 'rui');
    engine.agentViews.get(ANA)!.card = {
      attemptId: null,
      campaignId: DEMO,
      contact: { ...SAMPLE_CONTACT, campaignId: DEMO },
      decideByMs: null,
      recording: 'none',
    };
    engine.agents.ready(ANA);
    await new Promise(setImmediate);
    expect(own.messages.at(-1)).toMatchObject({ agent: { card: { contact: { name: 'M. A.' } } } });
    expect(JSON.stringify(own.messages)).not.toMatch(/Aparecida|98765/);
    down = false;
    engine.agents.pause(ANA, 'nr17');
    await new Promise(setImmediate);
    expect(own.messages.at(-1)).toMatchObject({ agent: { card: { contact: { name: 'Maria Aparecida' } } } });
    hub.close();
  });

  it('costs nothing while nobody looks, and leaves no timer nor listener behind', async () => {
    const { clock, engine, hub, dial } = await hubBench();
    dial(1);
    expect(clock.timers()).toBe(0);
    const { socket } = makeSocketDouble();
    const client = await hub.attach(socket, null, 'rui');
    hub.detach(client);
    clock.advance(2000);
    expect(clock.timers()).toBe(0);
    hub.close();
    hub.close();
    expect(engine.events.listeners()).toBe(0);
  });
});

describe('/live', () => {
  let bench: ApiBench;
  beforeEach(async () => {
    bench = await startApiBench();
    await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
  });
  afterEach(() => bench.close());

  const open = (protocols: readonly string[] = [LIVE_PROTOCOL]) =>
    new WebSocket(`${bench.base.replace('http', 'ws')}/live`, [...protocols]);

  async function nextOf(socket: WebSocket): Promise<LiveServerMessage> {
    const [data] = await once(socket, 'message');
    return liveServerMessageWire.parse(JSON.parse(String(data)));
  }

  async function closeCodeOf(socket: WebSocket): Promise<number> {
    const [code] = await once(socket, 'close');
    return code as number;
  }

  async function hello(message: object): Promise<WebSocket> {
    const socket = open();
    await once(socket, 'open');
    socket.send(JSON.stringify(message));
    return socket;
  }

  it('gives a snapshot for a token in the first message', async () => {
    const socket = await hello({ type: 'hello', token: bench.secret });
    expect(await nextOf(socket)).toMatchObject({ type: 'snapshot', campaigns: [{ id: 'demo' }] });
    expect(socket.protocol).toBe(LIVE_PROTOCOL);
    expect(bench.server.screens()).toBe(1);
    const delta = nextOf(socket);
    await bench.engine.campaigns.start(DEMO);
    expect(await delta).toMatchObject({ type: 'delta', campaigns: [{ state: 'running' }] });
    socket.close();
  });

  it('takes the token as a subprotocol and does not echo it', async () => {
    const socket = open([LIVE_PROTOCOL, `bearer.${bench.secret}`]);
    await once(socket, 'open');
    expect(socket.protocol).toBe(LIVE_PROTOCOL);
    socket.send('{"type":"hello"}');
    expect((await nextOf(socket)).type).toBe('snapshot');
    socket.close();
  });

  it('shuts out no token, a wrong one and a revoked one', async () => {
    const { secret, token } = await bench.tokens.issue('gone', 'admin');
    await bench.tokens.revoke(token.id);
    for (const extra of [{}, { token: 'cad_wrong' }, { token: secret }]) {
      const socket = await hello({ type: 'hello', ...extra });
      expect(await closeCodeOf(socket)).toBe(LIVE_CLOSE.badToken);
    }
    expect(bench.server.screens()).toBe(0);
  });

  it.each(['nonsense', '{"type":"resync"}', '{"type":"hello","token":1}', '{"type":"hello","x":1}'])(
    'closes on %s',
    async (text) => {
      const socket = open();
      await once(socket, 'open');
      socket.send(text);
      expect(await closeCodeOf(socket)).toBe(LIVE_CLOSE.badMessage);
    },
  );

  it('sends a snapshot again when asked', async () => {
    const socket = await hello({ type: 'hello', token: bench.secret });
    await nextOf(socket);
    const again = nextOf(socket);
    socket.send('{"type":"resync"}');
    expect((await again).type).toBe('snapshot');
    socket.close();
  });

  it('says goodbye when the server goes down', async () => {
    const socket = await hello({ type: 'hello', token: bench.secret });
    await nextOf(socket);
    const code = closeCodeOf(socket);
    await bench.server.close();
    expect(await code).toBe(1001);
  });
});

describe('docs/reference/live.md', () => {
  it('names every message with its fields, and no other', () => {
    const page = readFileSync(
      fileURLToPath(new URL('../../docs/reference/live.md', import.meta.url)),
      'utf8',
    );
    const written = new Map(
      [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, fields]) => [
        name,
        [...(fields ?? '').matchAll(/`(\w+)`/g)].map(([, field]) => field),
      ]),
    );
    const shapes = [...liveClientMessageWire.options, ...liveServerMessageWire.options];
    const real = new Map(shapes.map(({ shape }) => [[...shape.type.values][0], Object.keys(shape)]));
    expect(written).toEqual(real);
    for (const code of Object.values(LIVE_CLOSE)) {
      expect(page).toContain(`| ${code} |`);
    }
  });
});
