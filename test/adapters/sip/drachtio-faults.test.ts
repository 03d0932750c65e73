import { afterEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../../src/adapters/clock/system-clock.js';
import { DrachtioLink, type DrachtioServer } from '../../../src/adapters/sip/drachtio-link.js';
import { parseAttemptId } from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { SipBench, TRUNK } from '../../conformance/sip-conformance.js';
import { FakeDrachtio, type FakeDrachtioOptions } from '../../support/fake-drachtio.js';
import { AUTHORITY, newPair } from '../../support/made-certificate.js';
import { until } from '../../support/until.js';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) {
    await close();
  }
});

async function startFake(options: FakeDrachtioOptions = {}): Promise<FakeDrachtio> {
  const fake = await FakeDrachtio.start(options);
  closing.push(() => fake.stop());
  return fake;
}

const serverOf = (fake: FakeDrachtio, change: Partial<DrachtioServer> = {}): DrachtioServer => ({
  host: '127.0.0.1',
  port: fake.port,
  secret: 'segredo',
  tls: false,
  ca: '',
  ...change,
});

async function openBench(server: DrachtioServer, change: Parameters<typeof SipBench.open>[1] = {}) {
  const bench = await SipBench.open(server, change);
  closing.push(() => bench.close());
  return bench;
}

/** A link whose waits are short; its owner keeps what it is told. */
function openLink(server: DrachtioServer, timing: Record<string, number> = {}) {
  const downs: string[] = [];
  const link = new DrachtioLink(
    {
      server,
      clock: new SystemClock(),
      rng: makeSeededRng('link'),
      timing: { minBackoffMs: 20, maxBackoffMs: 60, ...timing },
    },
    { up: () => undefined, down: (why) => downs.push(why), invite: () => undefined },
  );
  closing.push(() => link.close());
  link.start();
  return { link, downs };
}

const isUp = (link: DrachtioLink) => () => link.isUp() || 'no connection';

describe('the secret', () => {
  test('is never sent in clear when a link under TLS is made anew', async () => {
    const fake = await startFake({ certificate: newPair() });
    const { link } = openLink(serverOf(fake, { tls: true, ca: AUTHORITY.certificate }));
    await until(isUp(link));
    fake.breakLinks();
    await until(() => !link.isUp() || 'the link still holds');
    await until(isUp(link));
    expect(fake.commands.filter((command) => command.startsWith('authenticate|segredo'))).toHaveLength(2);
    expect(fake.connections).not.toContain('no TLS');
  });

  test('is not sent to a server whose certificate nobody vouches for', async () => {
    const fake = await startFake({ certificate: newPair() });
    const { downs } = openLink(serverOf(fake, { tls: true }));
    await until(() => downs.length > 1 || 'it is not given up');
    expect(fake.commands).toEqual([]);
    expect(downs.join(' ')).not.toContain('segredo');
  });

  test('that is refused is said so and tried again after a minute, not every quarter of a second', async () => {
    const fake = await startFake();
    const { downs } = openLink(serverOf(fake, { secret: 'errado' }), { unwelcomeMs: 300 });
    await until(() => downs.length > 0 || 'the refusal is not told');
    expect(downs).toEqual(['it refuses the secret']);
    const before = fake.connections.length;
    const startedMs = performance.now();
    await until(() => fake.connections.length > before || 'no second attempt');
    expect(performance.now() - startedMs).toBeGreaterThan(250);
  });
});

describe('a request to a carrier', () => {
  test('is answered also when confirmation and answer come in one segment', async () => {
    const fake = await startFake();
    fake.faults.joinsAnswers = true;
    const bench = await openBench(serverOf(fake));
    await bench.connected();
    bench.watch.watchTrunks();
    await bench.until(() => bench.probes.length > 0, 'the answer was lost');
    expect(bench.probes[0]).toMatchObject({ state: 'up', status: 200 });
  });

  test('settles at once when the server dies with it', async () => {
    const fake = await startFake();
    const { link } = openLink(serverOf(fake));
    await until(isUp(link));
    fake.faults.confirmsNothing = true;
    const asked = link.probe('sip:127.0.0.1:9', 60_000);
    await fake.kill();
    await expect(asked).resolves.toBeNull();
  });

  test('while the server is away asks nobody and throws nothing', async () => {
    const fake = await startFake();
    const { link } = openLink(serverOf(fake));
    await until(isUp(link));
    await fake.kill();
    await until(() => !link.isUp() || 'the link still holds');
    await expect(link.probe('sip:127.0.0.1:9', 1000)).resolves.toBeNull();
  });

  test('that the server takes and does not confirm ends the link, which is made anew', async () => {
    const fake = await startFake();
    const { link, downs } = openLink(serverOf(fake));
    await until(isUp(link));
    fake.faults.confirmsNothing = true;
    await expect(link.probe('sip:127.0.0.1:9', 60)).resolves.toBeNull();
    expect(downs).toEqual(['it took a request and did not confirm it']);
    await until(isUp(link));
  });
});

describe('the link', () => {
  test('comes back by itself after the server was away, and carriers are asked at once', async () => {
    const fake = await startFake();
    const bench = await openBench(serverOf(fake));
    await bench.connected();
    bench.watch.watchTrunks();
    await bench.until(() => bench.probes.at(-1)?.state === 'up', 'the carrier is not asked');
    await fake.kill();
    await bench.until(() => bench.probes.at(-1)?.state === 'down', 'nothing is told of what passes there');
    expect(bench.probes.at(-1)?.why).toContain('the SIP server is not reached');
    await fake.revive();
    await bench.until(() => bench.probes.at(-1)?.state === 'up', 'the carrier is not asked again');
    expect(bench.ups).toBe(2);
  });

  test('says once that the server is not there, however often it tries', async () => {
    const fake = await startFake();
    const server = serverOf(fake);
    await fake.kill();
    const bench = await openBench(server);
    await bench.until(() => bench.downs.length > 0, 'nothing is told');
    await fake.revive();
    await bench.connected();
    expect(bench.downs).toHaveLength(1);
    expect(bench.downs[0]).toContain('ECONNREFUSED');
  });

  test('that is not greeted is given up in time', async () => {
    const fake = await startFake();
    fake.faults.silentDoor = true;
    const { link, downs } = openLink(serverOf(fake), { handshakeMs: 50 });
    await until(() => downs.length > 0 || 'still waiting for a greeting');
    expect(downs[0]).toBe('no welcome within 0.05 s');
    fake.faults.silentDoor = false;
    await until(isUp(link));
  });

  test.each(['no frame at all#', '-5#x', '7#a|novo|x'])(
    'survives a server that sends %j, and is made anew',
    async (text) => {
      const fake = await startFake();
      const { link, downs } = openLink(serverOf(fake));
      await until(isUp(link));
      fake.sendRaw(text);
      await until(() => downs.length > 0 || 'nothing happened');
      expect(downs[0]).toContain('nobody understands');
      await until(isUp(link));
    },
  );

  test('reads frames that come in pieces, accents cut in two among them', async () => {
    const fake = await startFake();
    fake.faults.pieceBytes = 7;
    const bench = await openBench(serverOf(fake));
    await bench.connected();
    bench.carrier.steps = [{ status: '404 Número não existe', reason: 'Q.850;cause=1;text="não existe"' }];
    const call = bench.call(fake.sipPort, 'attempt-pieces');
    await bench.ended(call, '404');
    await bench.until(() => bench.messages.length === 2, 'the end is not told');
    expect(bench.messages[1]).toMatchObject({ phrase: 'Número não existe', q850: 1 });
  });

  test('tries no more once it is closed', async () => {
    const fake = await startFake();
    const { link } = openLink(serverOf(fake));
    await until(isUp(link));
    link.close();
    link.close();
    await until(() => fake.connections.length === 1 || 'another connection');
    expect(link.isUp()).toBe(false);
  });
});

describe('a call on its way', () => {
  test('that was expected longer than a minute ago does not pass', async () => {
    const fake = await startFake();
    let ahead = 0;
    const clock = new SystemClock({
      wallMs: () => Date.now() + ahead,
      monotonicMs: () => performance.now() + ahead,
    });
    const bench = await openBench(serverOf(fake), { clock });
    await bench.connected();
    bench.watch.expect({
      attemptId: parseAttemptId('attempt-old'),
      trunkId: TRUNK,
      campaignId: null,
      called: '+5511987654321',
      caller: '',
    });
    ahead = 61_000;
    const late = bench.switch.invite(fake.sipPort, '5511987654321', ['X-Cadencia-Attempt: attempt-old']);
    await bench.ended(late, '403');
  });

  test('ends as the switch gives it up where the carrier says nothing at all', async () => {
    const fake = await startFake();
    const bench = await openBench(serverOf(fake));
    await bench.connected();
    bench.carrier.steps = [];
    const call = bench.call(fake.sipPort, 'attempt-silent');
    await bench.until(() => bench.carrier.count('INVITE') > 0, 'the INVITE did not pass');
    bench.switch.cancel(fake.sipPort, call);
    await bench.ended(call, '487');
    expect(bench.watch.causeOf(parseAttemptId('attempt-silent'))).toBeNull();
  });

  test('does not pass unsigned where its signature cannot be made', async () => {
    const fake = await startFake();
    const identityOf = () => Promise.reject(new Error('no key'));
    const bench = await openBench(serverOf(fake), { identityOf });
    await bench.connected();
    const call = bench.call(fake.sipPort, 'attempt-unsigned');
    await bench.ended(call, '500');
    expect(bench.carrier.count('INVITE')).toBe(0);
    expect(bench.refusals).toEqual(['no key']);
  });
});
