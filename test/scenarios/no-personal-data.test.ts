import { PassThrough } from 'node:stream';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { makeEngineLog } from '../../src/adapters/pino/engine-log.js';
import { makeLogger } from '../../src/adapters/pino/logger.js';
import { makeEngineMetrics } from '../../src/adapters/prometheus/engine-metrics.js';
import { CardReads } from '../../src/api/auth/card-reads.js';
import { makeBlockedBoard } from '../../src/api/realtime/blocked-board.js';
import { makeFailureBoard } from '../../src/api/realtime/failure-board.js';
import { makeLiveHub } from '../../src/api/realtime/live-hub.js';
import { parseE164 } from '../../src/core/kernel/ids.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { defaultPhone, World } from '../support/world.js';

/** Everything a reader of logs, metrics or the live page could get to see, in the order of its coming. */
function listenIn(world: World): string[] {
  const seen: string[] = [];
  const { events } = world.engine;
  // Before the logger hides anything: what is not told to it cannot slip through its net.
  const note = (fields: object, text: string): void => void seen.push(`${text} ${JSON.stringify(fields)}`);
  makeEngineLog(events, { debug: note, info: note, warn: note, error: note });
  const written = new PassThrough();
  written.on('data', (chunk) => seen.push(String(chunk)));
  makeEngineLog(events, makeLogger('debug', written));
  const blocked = makeBlockedBoard({
    events,
    clock: world.clock,
    ledger: world.stores.ledger,
    campaigns: () => world.engine.campaigns.views().map(({ id }) => id),
  });
  const failures = makeFailureBoard({ events, clock: world.clock });
  const cards = new CardReads({
    persons: { noteRead: async () => {} },
    clock: world.clock,
    log: { warn: note, error: note },
  });
  const hub = makeLiveHub({
    engine: world.engine,
    events,
    clock: world.clock,
    boards: { blocked, failures },
    cards,
  });
  const socket = { bufferedAmount: 0, send: (text: string) => void seen.push(text), close: () => undefined };
  void hub.attach(socket, null, 'rui');
  for (const { id } of world.profiles) {
    void hub.attach(socket, id, null);
  }
  return seen;
}

test('no line of the log, no metric and no live message of a campaign tells a number, a name or a CPF of its mailing', async () => {
  const optedOut = {
    kind: 'opt_out',
    purpose: 'cobranca',
    attemptId: '',
    protocol: '',
    cpfHash: '',
  } as const;
  const world = await World.create({
    contacts: 60,
    agents: 4,
    facts: [{ ...optedOut, phone: parseE164(defaultPhone(1)), sinceMs: 0 }],
  });
  const registry = new Registry();
  const metrics = makeEngineMetrics({
    registry,
    events: world.engine.events,
    version: '0',
    read: () => ({
      campaigns: world.engine.campaigns.views(),
      trunks: world.engine.view().trunks,
      limits: world.engine.limits(),
      queues: world.engine.queues(),
      nowMs: world.engine.view().nowMs,
      media: world.engine.view().media.map(({ id, up }) => ({ id, up, inService: true })),
      dialing: world.engine.view().dialing,
      unwritten: 0,
      daysReadyUntilMs: 0,
      storeSlow: false,
      screens: 1,
      oldestJobMs: 0,
      overrides: 0,
      house: { clockSkewMs: 0, disks: [], lastBackupMs: null, auditBroken: false, filesApart: false },
    }),
  });
  const seen = listenIn(world);
  await world.open();
  await world.clock.runFor(20 * MINUTE);
  const rows = await world.rows();
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.some(({ result }) => result.tAgentMs !== null)).toBe(true);
  expect(seen.some((text) => text.includes('call closed'))).toBe(true);
  const ofCalls = seen.filter((text) => /"msg":"call (?!that)/.test(text));
  expect(ofCalls.length).toBeGreaterThan(rows.length);
  expect(ofCalls.filter((text) => !text.includes('"attemptId":"'))).toEqual([]);
  expect(seen.some((text) => text.includes('"type":"agent"') && text.includes('****'))).toBe(true);
  const all = [...seen, await registry.metrics()].join('\n');
  metrics.close();
  for (let index = 0; index < 60; index++) {
    const phone = defaultPhone(index);
    for (const trace of [phone, phone.slice(1), phone.slice(3), phone.slice(5)]) {
      expect(all.includes(trace), trace).toBe(false);
    }
    expect(new RegExp(`Contato ${index}\\b`).test(all), `Contato ${index}`).toBe(false);
    expect(all.includes(`m1-cpf-${index}"`), `cpf ${index}`).toBe(false);
  }
}, 60_000);
