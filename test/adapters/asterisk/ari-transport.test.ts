import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AriAutoTransport } from '../../../src/adapters/asterisk/ari-auto-transport.js';
import { AriHttpTransport } from '../../../src/adapters/asterisk/ari-http-transport.js';
import { type AriLinkOptions, DEFAULT_LINK_TIMING } from '../../../src/adapters/asterisk/ari-link.js';
import type { AriSignal, AriTransport } from '../../../src/adapters/asterisk/ari-transport.js';
import { AriWebSocketTransport } from '../../../src/adapters/asterisk/ari-websocket-transport.js';
import { SystemClock } from '../../../src/adapters/clock/system-clock.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { FakeAri } from '../../support/fake-ari.js';

const GET_CHANNEL = { method: 'GET', path: ['channels', 'c-1'] } as const;

interface Listened {
  readonly transport: AriTransport;
  readonly signals: AriSignal[];
  next(fits: (signal: AriSignal) => boolean): Promise<AriSignal>;
}

let fakes: FakeAri[] = [];
let transports: AriTransport[] = [];

beforeEach(() => {
  fakes = [];
  transports = [];
});

afterEach(async () => {
  for (const transport of transports) transport.close();
  for (const fake of fakes) await fake.close();
});

async function startFake(user?: string, password?: string): Promise<FakeAri> {
  const fake = await FakeAri.start(user, password);
  fakes.push(fake);
  return fake;
}

function linkTo(
  fake: FakeAri,
  change: Partial<AriLinkOptions['timing']> = {},
  password = 'segredo',
  user = 'cadencia',
) {
  return {
    server: { url: fake.url, user, password, app: 'cadencia' },
    clock: new SystemClock(),
    rng: makeSeededRng('transport'),
    timing: { ...DEFAULT_LINK_TIMING, minBackoffMs: 1, maxBackoffMs: 4, ...change },
  } satisfies AriLinkOptions;
}

function listen(transport: AriTransport): Listened {
  transports.push(transport);
  const signals: AriSignal[] = [];
  const looking = new Set<() => void>();
  transport.onSignal((signal) => {
    signals.push(signal);
    for (const look of looking) look();
  });
  transport.start();
  return {
    transport,
    signals,
    next: (fits) =>
      new Promise((resolve) => {
        let seen = 0;
        const look = (): void => {
          for (; seen < signals.length; seen++) {
            const signal = signals[seen]!;
            if (fits(signal)) {
              looking.delete(look);
              resolve(signal);
              return;
            }
          }
        };
        looking.add(look);
        look();
      }),
  };
}

const isUp = (signal: AriSignal): boolean => signal.kind === 'up';
const isDown = (signal: AriSignal): boolean => signal.kind === 'down';

describe.each([
  ['websocket', AriWebSocketTransport],
  ['http', AriHttpTransport],
] as const)('the %s transport', (_name, Transport) => {
  test('A1: drives two servers with different passwords at once', async () => {
    const [a, b] = [await startFake('ua', 'pa'), await startFake('ub', 'pb')];
    const [one, two] = [
      listen(new Transport(linkTo(a, {}, 'pa', 'ua'))),
      listen(new Transport(linkTo(b, {}, 'pb', 'ub'))),
    ];
    await Promise.all([one.next(isUp), two.next(isUp)]);
    const info = { method: 'GET', path: ['asterisk', 'info'], query: { only: 'system' } } as const;
    for (const [listened, user] of [
      [one, 'ua'],
      [two, 'ub'],
      [one, 'ua'],
    ] as const) {
      expect(await listened.transport.call(info, 2000)).toMatchObject({ system: { entity_id: user } });
    }
  });

  test('A2, A3: outlives an unknown event, a frame that is no JSON and an event cut short', async () => {
    const fake = await startFake();
    const { transport, next } = listen(new Transport(linkTo(fake)));
    await next(isUp);
    fake.say('not json');
    fake.say('[1,2]');
    fake.say({ type: 'SomethingNewer', application: 'cadencia' });
    fake.say({ type: 'StasisStart' });
    fake.say({ type: 'ApplicationReplaced', application: 'last' });
    await next((signal) => signal.kind === 'event' && signal.event.type === 'ApplicationReplaced');
    expect(transport.isUp()).toBe(true);
    expect(transport.intake().badFrames).toBe(2);
    await next((signal) => signal.kind === 'event' && signal.event.type === 'other');
  });

  test('A4: keeps the status and the words of a refusal', async () => {
    const fake = await startFake();
    const { transport, next } = listen(new Transport(linkTo(fake)));
    await next(isUp);
    fake.answer = () => ({ status: 404, body: { message: 'Channel not found' } });
    await expect(transport.call(GET_CHANNEL, 2000)).rejects.toMatchObject({
      code: 'DLR_MEDIA_GONE',
      fields: { httpStatus: 404 },
      detail: expect.stringContaining('Channel not found'),
    });
    fake.answer = () => ({ status: 409, body: { message: 'Channel not in Stasis' } });
    await expect(transport.call(GET_CHANNEL, 2000)).rejects.toMatchObject({
      code: 'DLR_MEDIA_REFUSED',
      fields: { httpStatus: 409 },
    });
  });

  test('A5: a request that is never answered ends at its deadline', async () => {
    const fake = await startFake();
    const { transport, next } = listen(new Transport(linkTo(fake)));
    await next(isUp);
    fake.answer = () => 'hang';
    await expect(transport.call(GET_CHANNEL, 20)).rejects.toMatchObject({ code: 'DLR_MEDIA_TIMEOUT' });
  });

  test('a request under way fails at once when the connection is lost', async () => {
    const fake = await startFake();
    const { transport, next } = listen(new Transport(linkTo(fake)));
    await next(isUp);
    fake.answer = () => 'hang';
    const call = expect(transport.call(GET_CHANNEL, 60_000)).rejects.toMatchObject({
      code: 'DLR_MEDIA_DOWN',
    });
    await fake.until(() => fake.requests.some((request) => request.path === 'channels/c-1'));
    fake.cut();
    await call;
  });

  test('A6: goes on trying beyond ten failures and comes back', async () => {
    const fake = await startFake();
    const { next, signals } = listen(new Transport(linkTo(fake)));
    await next(isUp);
    fake.faults.resetConnections = true;
    fake.cut();
    const before = fake.attempts;
    await fake.until(() => fake.attempts > before + 15);
    fake.faults.resetConnections = false;
    const seen = signals.length;
    await next((signal) => isUp(signal) && signals.indexOf(signal) >= seen);
  });

  test('A7: says that the password is wrong and what to do', async () => {
    const fake = await startFake();
    const { next, transport } = listen(new Transport(linkTo(fake, {}, 'wrong')));
    const down = await next(isDown);
    expect(down).toMatchObject({
      error: { code: 'DLR_MEDIA_AUTH', detail: expect.stringContaining('ari.conf') },
    });
    expect(transport.isUp()).toBe(false);
  });

  test('A8: outlives connections that are reset while it connects', async () => {
    const fake = await startFake();
    fake.faults.resetConnections = true;
    const { next } = listen(new Transport(linkTo(fake)));
    expect(await next(isDown)).toMatchObject({ error: { code: 'DLR_MEDIA_DOWN' } });
    fake.faults.resetConnections = false;
    await next(isUp);
  });

  test('A10: leaves no socket behind when it is closed while it connects again', async () => {
    const fake = await startFake();
    const { next, transport } = listen(new Transport(linkTo(fake)));
    await next(isUp);
    fake.cut();
    await next(isDown);
    transport.close();
    const attempts = fake.attempts;
    await fake.until(() => fake.sockets === 0);
    // A probe of another client passes after anything the closed one could still have under way.
    const other = listen(new Transport(linkTo(fake)));
    await other.next(isUp);
    expect(fake.sockets).toBe(1);
    expect(fake.attempts).toBeGreaterThan(attempts);
    await expect(transport.call(GET_CHANNEL, 1000)).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
  });

  test('notices a server that is silent on a connection that looks alive', async () => {
    const fake = await startFake();
    const { next } = listen(new Transport(linkTo(fake, { pingEveryMs: 15 })));
    await next(isUp);
    fake.faults.pongs = false;
    expect(await next(isDown)).toMatchObject({
      error: { detail: expect.stringContaining('no sign of life') },
    });
  });

  test('never writes the password into an address', async () => {
    const fake = await startFake();
    const { next, transport } = listen(new Transport(linkTo(fake)));
    await next(isUp);
    await transport.call({ method: 'GET', path: ['channels'] }, 1000);
    expect(fake.requestUrls.length).toBeGreaterThan(1);
    expect(fake.requestUrls.filter((url) => /segredo|api_key/.test(url))).toEqual([]);
  });

  test('waits for a server that is still booting', async () => {
    const fake = await startFake();
    fake.faults.infoStatus = 503;
    const { next } = listen(new Transport(linkTo(fake)));
    expect(await next(isDown)).toMatchObject({ error: { detail: expect.stringContaining('503') } });
    fake.faults.infoStatus = 200;
    await next(isUp);
  });
});

test('A8: the HTTP transport outlives an API description that is missing, and says what to install', async () => {
  const fake = await startFake();
  fake.faults.apiDocsStatus = 404;
  const { next } = listen(new AriHttpTransport(linkTo(fake)));
  expect(await next(isDown)).toMatchObject({ error: { detail: expect.stringContaining('rest-api') } });
  fake.faults.apiDocsStatus = 200;
  await next(isUp);
});

test('the HTTP transport names an operation that this server does not have, instead of a leg that is gone', async () => {
  const fake = await startFake();
  const { next, transport } = listen(new AriHttpTransport(linkTo(fake)));
  await next(isUp);
  const call = transport.call({ method: 'POST', path: ['channels', 'c-1', 'snoop', 'r-1'] }, 1000);
  await expect(call).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
});

test('falls back to HTTP for a server that leaves requests on its socket unanswered, and finds an upgrade', async () => {
  const fake = await startFake();
  fake.faults.restOverSocket = false;
  const { next, signals, transport } = listen(new AriAutoTransport(linkTo(fake)));
  await next(isUp);
  expect(transport.name).toBe('http');
  await transport.call({ method: 'GET', path: ['channels'] }, 1000);
  expect(fake.requests.at(-1)?.over).toBe('http');
  fake.faults.restOverSocket = true;
  fake.cut();
  const seen = signals.length;
  await next((signal) => isUp(signal) && signals.indexOf(signal) >= seen);
  expect(transport.name).toBe('websocket');
});

test('the socket transport alone says what an older server needs', async () => {
  const fake = await startFake();
  fake.faults.restOverSocket = false;
  const { next } = listen(new AriWebSocketTransport(linkTo(fake)));
  expect(await next(isDown)).toMatchObject({ error: { detail: expect.stringContaining("'auto'") } });
});
