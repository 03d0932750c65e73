import { describe, expect, test } from 'vitest';
import { refused } from '../../src/adapters/simulator/fate.js';
import { callLogRecord } from '../../src/core/call-log/call-log-record.js';
import { parseE164, parseTrunkId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { soundWays, testCallTimes } from '../../src/core/test-call/test-call-report.js';
import type { TestCallWish } from '../../src/engine/test-call-control.js';
import { auditTexts } from '../support/audit-bench.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { CAMPAIGN, defaultPhone, testLine, testTrunk, World, type WorldOptions } from '../support/world.js';

const LINE = parseE164('+551140001000');
const MOBILE = parseE164('+5511987650001');
const WISH: TestCallWish = {
  trunkId: parseTrunkId('t1'),
  line: LINE,
  phone: MOBILE,
  mediaServerId: null,
  ringTimeoutMs: 30_000,
};

/** Nobody is at work, so that tests are the only calls. */
async function centre(options: WorldOptions = {}): Promise<World> {
  const world = await World.create({
    ...{ agents: 0, contacts: 3, fates: inTurn(person()) },
    trunks: [testTrunk('t1', 'alfa', { active: false })],
    lines: [testLine(LINE, 'alfa')],
    ...options,
  });
  await world.open();
  return world;
}

const desk = (world: World) => {
  const { tests } = world.engine;
  if (tests === null) {
    throw new Error('nobody keeps test calls');
  }
  return tests;
};

/** Until the test is over. */
async function over(world: World, wish: TestCallWish = WISH) {
  const placed = await world.settled(desk(world).place(wish, 'rui'));
  const id = placed.opening.attemptId;
  await world.clock.runFor(90 * SECOND);
  const report = await world.settled(desk(world).find(id));
  if (report === null) {
    throw new Error('the test is gone');
  }
  return report;
}

describe('a test call', () => {
  test('over a trunk that is still switched off hears who answers with a tone, and tells delay, ringing, codec and sound', async () => {
    const world = await centre();
    const report = await over(world);
    expect(report).toMatchObject({ state: 'closed', by: 'rui', earlyMedia: false, sound: { codec: 'alaw' } });
    expect(report.opening).toMatchObject({
      mode: 'test',
      trunkId: 't1',
      line: LINE,
      campaignId: '',
      contractId: '',
    });
    const times = testCallTimes(report.result);
    expect(times.pddMs).toBeGreaterThan(400);
    expect(times.ringMs).toBe(1500);
    expect(times.talkMs).toBeGreaterThan(5 * SECOND);
    expect(soundWays(report.sound)).toBe('both');
    expect(report.result).toMatchObject({ endedBy: 'system', tMessageMs: report.result?.tAnswerMs });
    expect(world.defects).toEqual([]);
  });

  test('is told as the network ended it, with status and cause, and sound before the answer is noted', async () => {
    const early = { ...refused('busy', null, 3000, 486, 17), progress: { afterMs: 800, code: 183 } as const };
    const world = await centre({ fates: inTurn(early) });
    const report = await over(world);
    expect(report).toMatchObject({ earlyMedia: true, sound: null });
    expect(report.result).toMatchObject({ sipCode: 486, q850: 17, reason: 'busy', endedBy: 'network' });
  });

  test('counts for line and trunk and for nothing else, and the auditor finds it in order', async () => {
    const world = await centre({ fates: inTurn(person(), ringsOut()) });
    await over(world);
    await over(world);
    const rows = await world.rows();
    expect(rows.map(({ opening }) => opening.mode)).toEqual(['test', 'test']);
    const [line] = world.engine.limits().filter(({ name }) => name.includes(LINE));
    expect(line).toMatchObject({ calls: 2 });
    expect(world.engine.campaigns.view(CAMPAIGN)?.today.attempts).toBe(0);
    const { cells } = await world.stores.carriers.count(0, Number.MAX_SAFE_INTEGER);
    expect(cells).toEqual([]);
    expect(world.engine.view().trunks).toMatchObject([{ inUse: 0 }]);
    const text = rows.map((row) => JSON.stringify(callLogRecord(row))).join('\n');
    const audit = await auditTexts([`${text}\n`]);
    expect(audit.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
  });

  test('that somebody cancels while it rings ends at once, and its row says who', async () => {
    const world = await centre({ fates: inTurn(ringsOut()) });
    const placed = await world.settled(desk(world).place(WISH, 'rui'));
    await world.clock.runFor(3 * SECOND);
    await world.settled(desk(world).cancel(placed.opening.attemptId));
    await world.clock.runFor(SECOND);
    const report = await world.settled(desk(world).find(placed.opening.attemptId));
    expect(report?.result).toMatchObject({ reason: 'cancelled', endedBy: 'agent' });
    const audit = await auditTexts([`${JSON.stringify(callLogRecord((await world.rows())[0] as never))}\n`]);
    expect(audit.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
  });

  test('to somebody of a list, or who wants no calls, does not leave, and the ledger says why', async () => {
    const sinceMs = 0;
    const optOut = { kind: 'opt_out', phone: MOBILE, cpfHash: '', purpose: '*' } as const;
    const world = await centre({ facts: [{ ...optOut, sinceMs, attemptId: '', protocol: '' }] });
    const placed = (phone: string) =>
      world.settled(desk(world).place({ ...WISH, phone: parseE164(phone) }, 'rui'));
    await expect(placed(MOBILE)).rejects.toMatchObject({ code: 'DLR_DIAL_BLOCKED', fields: { rule: 'R20' } });
    await expect(placed(defaultPhone(0))).rejects.toMatchObject({
      code: 'DLR_STATE_CONFLICT',
      detail: expect.stringContaining('contact'),
    });
    await expect(
      world.settled(desk(world).place({ ...WISH, trunkId: parseTrunkId('t9') }, 'rui')),
    ).rejects.toMatchObject({
      code: 'DLR_NOT_FOUND',
    });
    expect(world.records).toEqual([]);
    expect(await world.rows()).toEqual([]);
  });

  test('ends when all dialling is stopped, and none begins until it goes on', async () => {
    const world = await centre({ fates: inTurn(ringsOut()) });
    const placed = await world.settled(desk(world).place(WISH, 'rui'));
    await world.clock.runFor(3 * SECOND);
    await world.settled(world.engine.stopAll('a drill'));
    await world.clock.runFor(SECOND);
    expect((await world.settled(desk(world).find(placed.opening.attemptId)))?.state).toBe('closed');
    await expect(world.settled(desk(world).place(WISH, 'rui'))).rejects.toMatchObject({
      code: 'DLR_STATE_CONFLICT',
    });
  });

  test('is told whole from its end on, however long the store takes to keep its sound', async () => {
    const world = await centre();
    const { testCalls } = world.stores;
    const note = testCalls.note.bind(testCalls);
    let keep = (): void => {};
    testCalls.note = async (id, notes) => {
      await new Promise<void>((resolve) => {
        keep = resolve;
      });
      await note(id, notes);
    };
    const whole = { state: 'closed', sound: { codec: 'alaw' }, result: { reason: 'cancelled' } };
    const { opening } = await over(world);
    const told = () => world.settled(desk(world).find(opening.attemptId));
    expect(await told()).toMatchObject(whole);
    expect(await world.settled(testCalls.find(opening.attemptId))).toMatchObject({ sound: null });
    keep();
    await world.clock.runFor(SECOND);
    expect(await world.settled(testCalls.find(opening.attemptId))).toMatchObject({ sound: whole.sound });
    expect(await told()).toMatchObject(whole);
  });

  test('of an engine that died is closed as lost by its next start, which ends its leg', async () => {
    const world = await centre({ fates: inTurn(ringsOut()) });
    const placed = await world.settled(desk(world).place(WISH, 'rui'));
    await world.clock.runFor(3 * SECOND);
    await world.crashAndRestart(SECOND);
    await world.clock.runFor(5 * SECOND);
    const report = await world.settled(desk(world).find(placed.opening.attemptId));
    expect(report).toMatchObject({ state: 'closed', result: { reason: 'lost' } });
    expect(await world.settled(world.server.list())).toEqual([]);
    expect(world.defects).toEqual([]);
  });
});
