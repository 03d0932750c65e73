import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { InboundKind } from '../../src/core/acd/inbound-kind.js';
import { parseEngineId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { Engine } from '../../src/engine/engine.js';
import { InboundBook } from '../../src/engine/inbound-book.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { makeLabServer } from '../support/asterisk-harness.js';
import type { SipCall } from '../support/sip-callers.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { tuesdayClock } from '../support/tuesday-clock.js';
import { until } from '../support/until.js';
import { agentProfile, CAMPAIGN, testCampaign } from '../support/world.js';

vi.setConfig({ testTimeout: 60_000 });

/** In the trunk's writing, and in ours. */
const OURS = '551130304040';
const LINE = `+${OURS}`;
const stores = new MemoryStores();
const clock = tuesdayClock();
const calendar = () => new PolicyBook().calendar;
const book = new InboundBook({ store: stores.inboundStore, clock, calendar });
const agent = { ...agentProfile(1), endpoint: 'PJSIP/2001' };
const ASKS = { say: 'ura-boas-vindas', onSilence: 'fila', onInvalid: 'fila' };
/** As docs/inbound.md has them. */
const SETTINGS: readonly (readonly [InboundKind, string, object])[] = [
  ['queue', 'divida', { id: 'divida' }],
  [
    'menu',
    'ura',
    {
      start: 'escolha',
      onTooLong: 'fila',
      nodes: {
        escolha: { kind: 'choose', keys: { '1': 'fila' }, ...ASKS },
        fila: { kind: 'queue', queueId: 'divida' },
      },
    },
  ],
  ['line', LINE, { number: LINE, campaignId: CAMPAIGN, to: { kind: 'menu', menuId: 'ura' } }],
  ['agent', agent.id, { queues: { divida: 1 } }],
];
let lab: TelephonyLab;
let server: AsteriskMediaServer;
let engine: Engine;

function startEngine(): Engine {
  server = makeLabServer(lab, { clock });
  return new Engine({
    engineId: parseEngineId('e1'),
    clock,
    rng: makeSeededRng(`inbound-${clock.now()}`),
    digest: nodeDigest,
    ...stores,
    policies: new PolicyBook(),
    coordination: new MemoryCoordination(),
    media: [server],
    inbound: book,
  });
}

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001'] });
  for (const [kind, id, document] of SETTINGS) {
    await stores.inboundStore.save({ kind, id, document, version: 1, atMs: clock.now(), by: 'rui' });
  }
  await book.reload();
  engine = startEngine();
  await stores.campaigns.save(testCampaign({ mode: 'power', amd: false }), 'draft', 0);
  await stores.agents.save(agent);
  await engine.start();
  await until(() => server.isUp() || 'the media server');
  await engine.agents.login(agent.id, [CAMPAIGN]);
  engine.agents.ready(agent.id);
});

afterAll(async () => {
  await engine?.close();
  await lab?.stop();
});

const phases = (): string => (engine.inbound?.calls() ?? []).map(({ phase }) => phase).join();
const agentIs = (state: string) => () =>
  engine.agents.view(agent.id)?.state === state ||
  `the agent ${state}, not ${engine.agents.view(agent.id)?.state}`;

/** Calls, presses 1 in the menu, and talks with the agent. */
async function connectedCall(): Promise<SipCall> {
  const caller = await lab.callers.call('11987654321', OURS);
  await until(() => phases() === 'menu' || `the menu, not ${phases()}`);
  await until(() => caller.state === 'answered' || 'the answer at the caller');
  await until(() => caller.voicePackets > 20 || 'the voice of the menu');
  caller.press('1');
  await until(() => phases() === 'talking' || `the talk, not ${phases()}`);
  return caller;
}

async function rows() {
  await until(async () => (await stores.attempts.listOpen(parseEngineId('e1'))).length === 0 || 'the close');
  const found = [];
  for await (const row of stores.callLog.read({})) {
    found.push(row);
  }
  return found;
}

async function hearsVoice(caller: SipCall): Promise<void> {
  const before = caller.voicePackets;
  await until(() => caller.voicePackets >= before + 20 || 'the voice of the agent');
}

test('a caller on a real Asterisk chooses by a key, hears the agent, and the agent says what it was', async () => {
  const caller = await connectedCall();
  await until(agentIs('talking'));
  await hearsVoice(caller);
  caller.hangUp();
  await until(agentIs('wrap_up'));
  engine.agents.dispose(agent.id, 'acordo', null);
  await until(agentIs('available'));
  expect(phases()).toBe('');
  const [row, ...others] = await rows();
  expect(others).toEqual([]);
  expect(row?.opening).toMatchObject({
    mode: 'inbound',
    phone: '+5511987654321',
    line: LINE,
    queue: 'divida',
  });
  expect(row?.result).toMatchObject({
    agentId: agent.id,
    disposition: 'acordo',
    endedBy: 'client',
    tDialMs: null,
  });
  // Its number is one of São Paulo, whose law asks for the recording and the word that it is made.
  expect(row?.result.recordingId).not.toBe('');
  expect(row?.result.recordingNotice).toBe(true);
});

test('a caller in a talk is kept when the engine is started anew, and talks with his agent again', async () => {
  const caller = await connectedCall();
  await hearsVoice(caller);
  const attemptId = engine.inbound?.calls()[0]?.id;
  await engine.close();
  engine = startEngine();
  await engine.start();
  await until(() => phases() === 'talking' || `the talk, not ${phases()}`);
  expect(caller.state).toBe('answered');
  await hearsVoice(caller);
  engine.agents.hangup(agent.id);
  await until(() => caller.state === 'over' || 'the end at the caller');
  await until(agentIs('wrap_up'));
  engine.agents.dispose(agent.id, 'acordo', null);
  await until(agentIs('available'));
  expect(await server.list()).toHaveLength(1);
  const [, row, ...others] = await rows();
  expect(others).toEqual([]);
  expect(row?.opening.attemptId).toBe(attemptId);
  expect(row?.result).toMatchObject({ disposition: 'acordo', endedBy: 'agent' });
});

test('a call to a number that nobody answers here is refused, and leaves nothing behind', async () => {
  const caller = await lab.callers.call('11987654321', '551139999999');
  await until(() => caller.state === 'over' || 'the refusal');
  expect(caller.refusedBy).toBeGreaterThanOrEqual(400);
  expect(phases()).toBe('');
});
