import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AsteriskMediaServer } from '../../../src/adapters/asterisk/asterisk-media-server.js';
import type { AsteriskMediaServerOptions } from '../../../src/adapters/asterisk/asterisk-options.js';
import { SystemClock } from '../../../src/adapters/clock/system-clock.js';
import {
  agentLegId,
  customerLegId,
  parseAgentId,
  parseAttemptId,
  parseE164,
  parseMediaServerId,
  parseTrunkId,
} from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import type { Timer } from '../../../src/ports/clock.js';
import type { OriginateCommand } from '../../../src/ports/media.js';
import { FakeAri } from '../../support/fake-ari.js';
import { MediaEventLog } from '../../support/media-event-log.js';
import { until } from '../../support/until.js';

const TRUNK = parseTrunkId('operadora');
const LEG = customerLegId(parseAttemptId('1'));
const NUMBER = parseE164('+5511987654321');
const ORIGINATE: OriginateCommand = {
  legId: LEG,
  target: { kind: 'phone', number: NUMBER, trunkId: TRUNK },
  callerId: '551130304040',
  ringTimeoutMs: 20_400,
  amd: false,
  tags: { attempt: '1', campaign: 'c9' },
};

/** Real time, a hundred times as fast: deadlines and settling pass at once, sockets do not notice. */
class HurriedClock extends SystemClock {
  override setTimer(delayMs: number, run: () => void): Timer {
    return super.setTimer(delayMs / 100, run);
  }
}

/** Nothing but settling is hurried: what the fake does answer has `commandDeadlineMs` / 100 to arrive, on a busy machine too. */
function hurried(commandDeadlineMs: number): Partial<AsteriskMediaServerOptions> {
  const timing = { pingEveryMs: 1_000_000, handshakeMs: 1_000_000 };
  return { clock: new HurriedClock(), commandDeadlineMs, timing };
}

let fake: FakeAri;
let server: AsteriskMediaServer;
let log: MediaEventLog;

function make(options: Partial<AsteriskMediaServerOptions> = {}): void {
  server = new AsteriskMediaServer({
    id: parseMediaServerId('ast1'),
    url: fake.url,
    user: 'cadencia',
    password: 'segredo',
    app: 'cadencia',
    clock: new SystemClock(),
    rng: makeSeededRng('fake'),
    transport: 'websocket',
    timing: { minBackoffMs: 1, maxBackoffMs: 4 },
    trunkEndpoint: (trunkId) => (trunkId === TRUNK ? { endpoint: 'operadora' } : null),
    ...options,
  });
  log = new MediaEventLog(server);
}

beforeEach(async () => {
  fake = await FakeAri.start();
  make();
});

afterEach(async () => {
  await server.close();
  await fake.close();
});

async function up(): Promise<void> {
  await server.start();
  await log.next('resync');
}

const channel = (state: string, more: object = {}) => ({
  id: LEG,
  state,
  dialplan: { app_name: 'Stasis' },
  ...more,
});

describe('an originate', () => {
  test('carries our id, the dialled form, the shown number, whole seconds and the tags', async () => {
    await up();
    await server.originate(ORIGINATE);
    const sent = fake.requests.find((request) => request.path === `channels/${LEG}`);
    expect(Object.fromEntries(sent?.query ?? [])).toEqual({
      endpoint: 'PJSIP/5511987654321@operadora',
      app: 'cadencia',
      timeout: '21',
      callerId: '551130304040',
    });
    expect(sent?.body).toEqual({
      variables: { STASIS_APP: 'cadencia', 'CDR(userfield)': 'attempt=1;campaign=c9' },
    });
  });

  test('tells the Call-ID that its reply names, of a call alone', async () => {
    await up();
    fake.answer = () => ({ status: 200, body: { protocol_id: 'e3d2c274@127.0.0.1' } });
    await server.originate(ORIGINATE);
    expect(await log.next('named')).toMatchObject({ legId: LEG, sipCallId: 'e3d2c274@127.0.0.1' });
    const agent = agentLegId(parseAgentId('a1'), '1');
    const target = { kind: 'agent', endpoint: 'PJSIP/2001' } as const;
    await server.originate({ ...ORIGINATE, legId: agent, target });
    expect(log.events.filter(({ kind }) => kind === 'named').length).toBe(1);
    const [, ...asked] = fake.requests.filter(({ path }) => path.startsWith('channels/'));
    expect(asked.map(({ path }) => path)).toEqual([`channels/${agent}`]);
  });

  test('waits while four are on their way; hung up it never leaves, and nothing else waits for it', async () => {
    await up();
    fake.answer = ({ method }) => (method === 'POST' ? 'hang' : { status: 200, body: {} });
    const legs = ['1', '2', '3', '4', '5'].map((id) => customerLegId(parseAttemptId(id)));
    const [last] = legs.slice(-1);
    const placed = legs.map((legId) => server.originate({ ...ORIGINATE, legId }));
    for (const one of placed) {
      one.catch(() => undefined);
    }
    await server.hangup(legs[0]!, 'normal');
    expect(fake.requests.map(({ method, path }) => `${method} ${path}`).slice(-5)).toEqual([
      ...legs.slice(0, 4).map((legId) => `POST channels/${legId}`),
      `DELETE channels/${legs[0]}`,
    ]);
    await server.hangup(last!, 'normal');
    // Not its trunk's fault: a refusal would count against it, and stopping all dialling would close the trunk.
    await expect(placed.at(-1)).rejects.toMatchObject({ code: 'DLR_MEDIA_FULL' });
    expect(fake.requests.some(({ path }) => path === `channels/${last}`)).toBe(false);
  });

  test('of a line of a tie calls the other switch with the token, and shows nobody', async () => {
    await up();
    const target = { kind: 'tie', endpoint: 'PJSIP/tie-fs-1', called: '40712345678901234567' } as const;
    await server.originate({ ...ORIGINATE, target, callerId: '', tags: { tie: 'fs-1' } });
    const sent = fake.requests.find((request) => request.path === `channels/${LEG}`);
    expect(Object.fromEntries(sent?.query ?? [])).toEqual({
      endpoint: 'PJSIP/40712345678901234567@tie-fs-1',
      app: 'cadencia',
      timeout: '21',
    });
  });

  test('does not leave without a connection', async () => {
    await expect(server.originate(ORIGINATE)).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
  });

  test('for a trunk this server does not have is refused before anything is sent', async () => {
    await up();
    const target = { kind: 'phone', number: NUMBER, trunkId: parseTrunkId('outra') } as const;
    await expect(server.originate({ ...ORIGINATE, target })).rejects.toMatchObject({
      code: 'DLR_MEDIA_REFUSED',
    });
    expect(fake.requests.some((request) => request.path.startsWith('channels/'))).toBe(false);
  });

  test('that Asterisk refuses leaves no leg behind, so that it can be tried again', async () => {
    await up();
    fake.answer = () => ({ status: 400, body: { message: 'Invalid endpoint' } });
    await expect(server.originate(ORIGINATE)).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
    fake.answer = () => ({ status: 200, body: {} });
    await expect(server.originate(ORIGINATE)).resolves.toBeUndefined();
  });

  test('whose reply is lost ends in hungUp when the channel proves not to be there', async () => {
    make(hurried(50_000));
    await up();
    fake.answer = (request) => (request.method === 'POST' ? 'hang' : { status: 404, body: {} });
    await expect(server.originate(ORIGINATE)).rejects.toMatchObject({ code: 'DLR_MEDIA_TIMEOUT' });
    expect(await log.next('hungUp')).toMatchObject({ legId: LEG, by: 'network', q850: null, sipCode: null });
  });

  test('whose connection is lost is settled by the next resync', async () => {
    await up();
    fake.answer = (request) => (request.method === 'POST' ? 'reset' : { status: 200, body: [] });
    await expect(server.originate(ORIGINATE)).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
    await log.next('hungUp', (event) => event.legId === LEG);
    expect(log.events.map((event) => event.kind)).toEqual([
      'serverUp',
      'resync',
      'serverDown',
      'serverUp',
      'resync',
      'hungUp',
    ]);
  });
});

describe('after a lost connection', () => {
  test('what came meanwhile follows the resync, with its cause', async () => {
    await up();
    await server.originate(ORIGINATE);
    fake.answer = (request) => {
      if (request.path === 'channels') {
        fake.say({ type: 'ChannelDestroyed', cause: 17, tech_cause: 486, channel: channel('Down') });
      }
      return { status: 200, body: [] };
    };
    fake.cut();
    expect(await log.next('hungUp')).toMatchObject({ q850: 17, sipCode: 486 });
    expect(log.events.map((event) => event.kind).slice(-3)).toEqual(['serverUp', 'resync', 'hungUp']);
  });

  test('an answer that nobody heard is said after the resync', async () => {
    await up();
    await server.originate(ORIGINATE);
    const creationtime = '2026-11-22T05:07:53.123+0000';
    fake.answer = (request) => {
      return { status: 200, body: request.path === 'channels' ? [channel('Up', { creationtime })] : [] };
    };
    fake.cut();
    await log.next('answered');
    expect(log.events.map((event) => event.kind).slice(-3)).toEqual(['serverUp', 'resync', 'answered']);
    expect(log.events.filter((event) => event.kind === 'resync').at(-1)).toMatchObject({
      legs: [
        { legId: LEG, state: 'up', bridgedWith: null, createdAtMs: Date.parse('2026-11-22T05:07:53.123Z') },
      ],
    });
  });

  test('a verdict that nobody heard is read from the channel', async () => {
    await up();
    await server.originate({ ...ORIGINATE, amd: true });
    fake.say({ type: 'StasisStart', args: [], channel: channel('Up') });
    await log.next('answered');
    fake.answer = (request) => {
      if (request.path.endsWith('/variable')) {
        return {
          status: 200,
          body: { value: request.query.get('variable') === 'AMDSTATUS' ? 'MACHINE' : 'LONG' },
        };
      }
      return { status: 200, body: request.path === 'channels' ? [channel('Up')] : [] };
    };
    fake.cut();
    expect(await log.next('amd')).toMatchObject({ verdict: 'machine', cause: 'LONG' });
  });

  test('a server that stays away is said to be down once, not at each attempt', async () => {
    await up();
    fake.faults.infoStatus = 503;
    fake.cut();
    const before = fake.attempts;
    await fake.until(() => fake.attempts > before + 6);
    const downs = log.events.filter((event) => event.kind === 'serverDown').map((event) => event.reason);
    expect(downs.length).toBeLessThanOrEqual(2);
    expect(downs.at(-1)).toContain('503');
  });
});

test('a screening that Asterisk refuses gives the verdict unknown at once', async () => {
  await up();
  fake.answer = (request) => ({ status: request.path.endsWith('/continue') ? 409 : 200, body: {} });
  await server.originate({ ...ORIGINATE, amd: true });
  fake.say({ type: 'StasisStart', args: [], channel: channel('Up') });
  expect(await log.next('amd')).toMatchObject({ verdict: 'unknown', cause: 'NOTSCREENED' });
});

test('a hang-up of a leg that is gone resolves, and its end is told although no event came', async () => {
  make(hurried(1_000_000));
  await up();
  await server.originate(ORIGINATE);
  fake.answer = () => ({ status: 404, body: { message: 'Channel not found' } });
  await expect(server.hangup(LEG, 'normal')).resolves.toBeUndefined();
  expect(await log.next('hungUp')).toMatchObject({ by: 'local' });
});

test('another program that takes the application name is named as the reason', async () => {
  await up();
  fake.say({ type: 'ApplicationReplaced', application: 'cadencia' });
  expect((await log.next('serverDown')).reason).toContain('another program');
});

test('a wrong password is said with what to do', async () => {
  make({ password: 'errada' });
  await server.start();
  expect((await log.next('serverDown')).reason).toContain('DLR_MEDIA_AUTH');
});

test('a leg whose parting is answered before its event is joined anew, not taken for one that never left', async () => {
  const agentLeg = agentLegId(parseAgentId('a1'), '1');
  const bridge = { id: `b-${agentLeg}`, channels: [agentLeg, LEG] };
  fake.answer = ({ method, path }) => {
    if (method === 'GET' && path === 'channels') {
      return { status: 200, body: [channel('Up'), { ...channel('Up'), id: agentLeg }] };
    }
    return { status: 200, body: method === 'GET' && path === 'bridges' ? [bridge] : [] };
  };
  await up();
  await server.unbridge(LEG);
  const joined = server.bridge(agentLeg, LEG);
  const added = () => fake.requests.some(({ path }) => path === `bridges/${bridge.id}/addChannel`);
  await until(() => added() || 'the order to join');
  const moved = { channel: channel('Up'), bridge: { id: bridge.id } };
  fake.say({ type: 'ChannelLeftBridge', ...moved });
  fake.say({ type: 'ChannelEnteredBridge', ...moved });
  await joined;
  expect(log.events.map(({ kind }) => kind).filter((kind) => /bridged/.test(kind))).toEqual([
    'unbridged',
    'unbridged',
    'bridged',
    'bridged',
  ]);
});

test('who listens while an announcement is mixed into the talk is let in when it is over, and would be deaf before', async () => {
  make(hurried(1_000_000));
  const agentLeg = agentLegId(parseAgentId('a1'), '1');
  const ear = agentLegId(parseAgentId('a2'), '1');
  const talk = { id: `b-${agentLeg}`, channels: [agentLeg, LEG] };
  const desk = { id: `b-${ear}`, channels: [ear] };
  let technology = 'softmix';
  fake.answer = ({ method, path }) => {
    if (method === 'GET' && path === 'channels') {
      return { status: 200, body: [LEG, agentLeg, ear].map((id) => ({ ...channel('Up'), id })) };
    }
    if (method === 'GET' && path === 'bridges') {
      return { status: 200, body: [talk, desk] };
    }
    return { status: 200, body: path === `bridges/${talk.id}` ? { ...talk, technology } : {} };
  };
  await up();
  const asked = (): number => fake.requests.filter(({ path }) => path === `bridges/${talk.id}`).length;
  const snoop = () => fake.requests.find(({ path }) => path.includes('/snoop/'));
  const listening = server.snoop(ear, agentLeg, 'listen');
  await fake.until(() => asked() > 2);
  expect(snoop()).toBeUndefined();
  technology = 'simple_bridge';
  await fake.until(() => snoop() !== undefined);
  const snoopId = snoop()?.path.split('/').at(-1);
  fake.say({ type: 'StasisStart', args: ['snoop'], channel: { ...channel('Up'), id: snoopId } });
  await expect(listening).resolves.toBeUndefined();
});

test('a listener that throws does not stop the events', async () => {
  await up();
  let heard = 0;
  server.onEvent(() => {
    heard += 1;
    throw new Error('listener');
  });
  const warned = new Promise((resolve) => process.once('warning', resolve));
  await server.originate(ORIGINATE);
  fake.say({ type: 'StasisStart', args: [], channel: channel('Up') });
  fake.say({ type: 'ChannelDestroyed', cause: 16, channel: channel('Down') });
  await warned;
  await until(() => heard === 2 || `${heard} of two events heard`);
});

test('tells how long each command took and whether it succeeded', async () => {
  const commands: [string, boolean][] = [];
  make({ onCommand: (operation, _ms, ok) => commands.push([operation, ok]) });
  await up();
  await server.originate(ORIGINATE);
  await expect(server.play(LEG, 'beep', 'p')).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
  expect(commands).toEqual([
    ['originate', true],
    ['play', false],
  ]);
});

test('start and close may be called twice', async () => {
  await server.start();
  await server.start();
  await log.next('resync');
  expect(fake.sockets).toBe(1);
  await server.close();
  await server.close();
  await fake.until(() => fake.sockets === 0);
});
