import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../../src/adapters/export-file/atomic-file-sink.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import { exportCalls } from '../../src/app/chores/export-calls.js';
import { attemptOfLeg, parseCampaignId, parseE164, parseEngineId } from '../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { QUICK_PEOPLE } from './engine-days.js';
import { OUR_NUMBER, testPlan } from './inbound-plan.js';
import { SERVER, testCampaign, testLine, testTrunk, World } from './world.js';

/** A day of the month that is billed. Plain data: it is handed to another process. */
export interface BilledDayWish {
  readonly seed: string;
  /** `2026-10-05` */
  readonly date: string;
  readonly contacts: number;
  readonly agents: number;
  readonly callers: number;
  readonly crashes: number;
  /** Within them the mailing is dialled, people call in, and engines die. */
  readonly busyMinutes: number;
}

/** What a day of the real engine left beside its log. */
export interface BilledDay {
  readonly date: string;
  readonly rows: number;
  /** Calls that reached the public network, by the network's own count. */
  readonly networkCalls: number;
  readonly crashes: number;
  /** Rows of calls that an engine lost when it was killed. */
  readonly lost: number;
  /** What should never be: calls without a row, broken chains, open rows, defects. */
  readonly faults: readonly string[];
}

const CONTRACT = 'alfa';
const INBOUND = parseCampaignId('receptivo');
/** Nobody dials any more, and those who talk end. */
const LONGEST_CALL_MS = 6 * MINUTE;
const DOWN_MS = [200, 2 * SECOND, 20 * SECOND] as const;

/**
 * A day of the real engine on the simulated network, killed and taken up again in the middle of its calls; its log is
 * written to `path` as `cadencia export calls` writes it, with its chain checked.
 */
export async function runBilledDay(wish: BilledDayWish, path: string): Promise<BilledDay> {
  const world = await worldOf(wish);
  const rng = makeSeededRng(`billed-${wish.seed}-${wish.date}`);
  await world.open();
  for (const act of actsOf(wish, rng, world)) {
    await world.clock.runUntil(Math.max(act.atMs, world.clock.now()));
    await act.run();
  }
  const drained = world.engine.drain(LONGEST_CALL_MS);
  await world.clock.runFor(LONGEST_CALL_MS + MINUTE);
  await drained;
  const faults = [...world.defects];
  const sink = await openAtomicFileSink(path);
  const context = { id: 'billed-day', report: async () => {}, signal: new AbortController().signal };
  const request = { format: 'jsonl', query: {}, masked: false } as const;
  const written = await exportCalls(
    request,
    { reader: world.stores.callLog, sink, verify: nodeDigest },
    context,
  );
  faults.push(
    ...written.chains.flatMap(({ chainId, broken }) =>
      broken === null ? [] : [`the chain ${chainId} is broken`],
    ),
  );
  const left = await world.stores.attempts.listOpen(parseEngineId('e1'));
  faults.push(...left.map(({ opening }) => `${opening.attemptId} was never closed`));
  const known = new Set<string>();
  let lost = 0;
  for await (const { opening, result } of world.stores.callLog.read({})) {
    known.add(opening.attemptId);
    lost += result.reason === 'lost' ? 1 : 0;
  }
  for (const { legId } of world.records) {
    if (!known.has(attemptOfLeg(legId) ?? '')) {
      faults.push(`the call ${legId} of the network has no row`);
    }
  }
  return {
    date: wish.date,
    rows: written.rows,
    networkCalls: world.records.length,
    crashes: wish.crashes,
    lost,
    faults,
  };
}

async function worldOf({ seed, date, contacts, agents }: BilledDayWish): Promise<World> {
  const plan = testPlan();
  const world = await World.create({
    seed: `${seed}-${date}`,
    startMs: Date.parse(`${date}T10:00:00-03:00`),
    agents,
    contacts,
    fates: () => new SeededFateModel(`${seed}-${date}`, QUICK_PEOPLE),
    campaign: { mode: 'power', powerRatio: 3, contractId: CONTRACT, billingService: 'ativo' },
    trunks: [testTrunk('t1', 'oper', { channels: 5000, cps: 200 })],
    lines: Array.from({ length: 40 }, (_, n) => testLine(`+5511400010${String(n).padStart(2, '0')}`)),
    inbound: {
      ...plan,
      lineOf: (called) =>
        called === OUR_NUMBER ? { number: parseE164(OUR_NUMBER), campaignId: INBOUND } : null,
    },
  });
  const inbound = testCampaign({ id: INBOUND, contractId: CONTRACT, billingService: 'atendimento' });
  await world.stores.campaigns.save(inbound, 'draft', 0);
  return world;
}

interface Act {
  readonly atMs: number;
  readonly run: () => unknown;
}

function actsOf(wish: BilledDayWish, rng: Rng, world: World): readonly Act[] {
  const fromMs = world.clock.now() + 10 * SECOND;
  const busyMs = wish.busyMinutes * MINUTE;
  const some = (): number => fromMs + randomInteger(rng, 0, busyMs);
  const calls = Array.from({ length: wish.callers }, (_, n) => {
    const model = {
      ringMs: null,
      waitMs: randomInteger(rng, 0, 10) === 0 ? randomInteger(rng, 500, 30 * SECOND) : HOUR,
      talkMs: randomInteger(rng, 20 * SECOND, 3 * MINUTE),
      keys: [{ afterMs: 1000, digit: '1' }],
    };
    const caller = `119${String(70_000_000 + n)}`;
    return {
      atMs: some(),
      run: () => world.network.switchOf(SERVER).callIn({ caller, called: OUR_NUMBER }, model),
    };
  });
  // In the first minutes, while most calls are in flight.
  const deaths = Array.from({ length: wish.crashes }, () => ({
    atMs: fromMs + randomInteger(rng, 0, busyMs / 4),
    run: () => world.crashAndRestart(DOWN_MS[randomInteger(rng, 0, DOWN_MS.length - 1)] ?? 0),
  }));
  return [...calls, ...deaths].sort((one, other) => one.atMs - other.atMs);
}
