import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { refused } from '../../src/adapters/simulator/fate.js';
import type { FateModel } from '../../src/adapters/simulator/fate-model.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { DAY, MINUTE } from '../../src/core/kernel/time.js';
import { EventBus } from '../../src/engine/event-bus.js';
import { LineWatch, type LineWatchSettings } from '../../src/engine/line-watch.js';
import { person } from '../support/fates.js';
import { anOpening, aResult, ENGINE, NOON } from '../support/samples.js';
import { testLine, testTrunk, WORLD_START_MS, World, type WorldOptions } from '../support/world.js';

const MARKED = '+551140001000';
const LINES = [MARKED, '+551140001001', '+551140001002'];
/** Calls that the estimate sees before the carriers mark the line. */
const UNTIL_MARKED = 1050;

/** Two of five pick up at once; of those whom the marked line calls next to nobody. */
function fates(): (rng: { next(): number }) => FateModel {
  return (rng) => {
    let calls = 0;
    return {
      fateOf: (_number, _attempt, _nowMs, shown) => {
        calls += 1;
        const marked = calls > UNTIL_MARKED && shown === MARKED;
        return rng.next() < (marked ? 0.02 : 0.4)
          ? person({ talkMs: 1000, endsTalk: true })
          : refused('busy', null, 300, 486, 17);
      },
    };
  };
}

async function worldOf(lineWatch: LineWatchSettings, change: Partial<WorldOptions> = {}): Promise<World> {
  return World.create({
    seed: 'lines',
    agents: 25,
    contacts: 2000,
    phones: (index) => `+55119${80_000_000 + index}`,
    fates: fates(),
    campaign: { mode: 'power', powerRatio: 3, amd: false, wrapUpLimitMs: 1000 },
    trunks: [testTrunk('t1')],
    lines: LINES.map((number) => testLine(number)),
    crewPlansPauses: false,
    lineWatch,
    ...change,
  });
}

it('has a fallen line rest by itself for its days, also after a restart, and never more than a third of them', async () => {
  const rng = makeSeededRng('falls');
  const store = new MemoryStores().lineWatchStore;
  const clock = new VirtualClock(WORLD_START_MS);
  const lines = LINES.map((number) => testLine(number));
  const told: string[] = [];
  const make = async () => {
    const bus = new EventBus();
    bus.on('line:fallen', ({ line, rests }) => told.push(`${line} fell, ${rests ? 'rests' : 'goes on'}`));
    bus.on('line:returned', ({ line }) => told.push(`${line} is back`));
    const settings = { mode: 'act', restDays: 2 } as const;
    const watch = new LineWatch({
      ...{ store, settings, clock, rng, bus, engineId: ENGINE },
      lines: () => lines,
      onRests: () => {},
    });
    await watch.readRests();
    await watch.recall();
    watch.start();
    return { watch, bus };
  };
  const call = async (
    { watch, bus }: Awaited<ReturnType<typeof make>>,
    count: number,
    marked: readonly string[],
  ) => {
    const shown = new Map<string, number>();
    for (let index = 0; index < count; index += 1) {
      const awake = lines.filter(({ number }) => !watch.resting.has(number));
      const { number: line } = watch.order(awake)![0]!;
      shown.set(line, 1 + (shown.get(line) ?? 0));
      const picksUp = rng.next() < (marked.includes(line) ? 0.15 : 0.3);
      const opening = anOpening(`a${index}`, { line, ddd: String(11 + (index % 9)) });
      const tAnswerMs = picksUp ? NOON + 5000 : null;
      const result = aResult({ tAnswerMs, reason: picksUp ? 'undisposed' : 'no_answer' });
      const row = { opening, result, prevHash: '', hash: '' };
      bus.emit('call:closed', { attemptId: opening.attemptId, campaignId: opening.campaignId, row });
      await clock.runFor(1000);
    }
    return shown;
  };
  const first = await make();
  await call(first, 2000, []);
  expect(told).toEqual([]);
  await call(first, 4000, [MARKED]);
  expect(told).toEqual([`${MARKED} fell, rests`]);
  expect([...first.watch.resting]).toEqual([MARKED]);
  await first.watch.close();
  const second = await make();
  expect([...second.watch.resting]).toEqual([MARKED]);
  expect((await call(second, 1000, [MARKED])).has(MARKED)).toBe(false);
  const others = await call(second, 4000, [LINES[1]!, MARKED]);
  expect(told.slice(1)).toContain(`${LINES[1]} fell, goes on`);
  expect(others.get(LINES[1]!)).toBeLessThan(others.get(LINES[2]!)! / 2);
  await clock.runFor(2 * DAY);
  expect(told.at(-1)).toBe(`${MARKED} is back`);
  expect(second.watch.rests()).toMatchObject([{ line: MARKED, cause: 'fallen', by: '', endedMs: null }]);
  // Two servers that found the same fall at once: whoever wakes the line ends both rests.
  const twice = await second.watch.rest(MARKED, 1, 'here', 'ana');
  await store.saveRest({ ...twice, fromMs: twice.fromMs + 1, reason: 'there' });
  await second.watch.readRests();
  await second.watch.wake(MARKED, 'ana');
  expect([...second.watch.resting]).toEqual([]);
  expect((await store.rests(clock.now())).map(({ endedBy }) => endedBy)).toEqual(['ana', 'ana']);
  await second.watch.close();
});

it('says that all lines rest where a person has put them all to rest, and dials again when one is woken', async () => {
  const world = await worldOf(
    { mode: 'off', restDays: 7 },
    { agents: 1, contacts: 60, lines: [testLine(MARKED)] },
  );
  let dialled = 0;
  world.onNetworkCall = () => {
    dialled += 1;
  };
  await world.open();
  await world.clock.runFor(10_000);
  await world.settled(world.engine.lineWatch.rest(MARKED, 3, 'marcada como spam', 'ana'));
  await expect(world.engine.lineWatch.rest(MARKED, 3, 'again', 'ana')).rejects.toMatchObject({
    code: 'DLR_STATE_CONFLICT',
  });
  await world.clock.runFor(5000);
  const before = dialled;
  expect(before).toBeGreaterThan(0);
  await world.clock.runFor(20 * MINUTE);
  expect(dialled).toBe(before);
  const { obstacles } = await world.settled(
    world.engine.campaigns.readiness(world.engine.campaigns.views()[0]!.id),
  );
  expect(obstacles[0]).toMatchObject({ code: 'no_line', rule: null });
  await world.settled(world.engine.lineWatch.wake(MARKED, 'ana'));
  await world.clock.runFor(20 * MINUTE);
  expect(dialled).toBeGreaterThan(before);
  // The ledger tells of the rest, and of no block by a rule of lines.
  const kept = [];
  for await (const { row } of world.stores.ledger.read({})) {
    kept.push(row.decision);
  }
  expect(kept.filter(({ blockedBy }) => blockedBy.startsWith('R'))).toEqual([]);
  expect(kept.flatMap(({ note }) => (note === null ? [] : [note]))).toMatchObject([
    { event: 'line_rested', subject: `line:${MARKED}`, reason: 'marcada como spam' },
    { event: 'line_returned', subject: `line:${MARKED}` },
  ]);
}, 60_000);
