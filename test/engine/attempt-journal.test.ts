import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { parseAgentId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { AttemptJournal } from '../../src/engine/attempt-journal.js';
import { EventBus } from '../../src/engine/event-bus.js';
import type {
  AgentStateRow,
  AttemptBatch,
  AttemptStore,
  CommitResult,
} from '../../src/ports/attempt-store.js';
import { anOpening, NOON } from '../support/samples.js';

const NONE_REFUSED: CommitResult = { refused: new Set() };

/** A store whose transactions take their time, and what they wrote of agents. */
class TimedStore {
  readonly stretches = new Map<string, AgentStateRow>();
  readonly #clock: VirtualClock;
  readonly #ms: number;

  constructor(clock: VirtualClock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  async commit(batch: AttemptBatch): Promise<CommitResult> {
    await new Promise<void>((over) => this.#clock.setTimer(this.#ms, over));
    for (const row of batch.agentStates) {
      this.stretches.set(`${row.agentId} ${row.tStartMs}`, row);
    }
    return NONE_REFUSED;
  }
}

function journalOn(ms: number) {
  const clock = new VirtualClock(NOON);
  const kept = new TimedStore(clock, ms);
  // The two questions of the start are not asked here.
  const store = kept as Partial<AttemptStore> as AttemptStore;
  const deps = { store, clock, digest: nodeDigest, bus: new EventBus(), chainId: 'engine-1' };
  return { clock, kept, journal: new AttemptJournal(deps) };
}

test('agents’ days keep up with calls of which each is answered, as fast as calls can be opened', async () => {
  const { clock, kept, journal } = journalOn(250);
  const agents = Array.from({ length: 2000 }, (_, at) => parseAgentId(`a${at}`));
  const since = new Map(agents.map((agentId) => [agentId, NOON]));
  let calls = 0;
  const ends = ['available', 'reserved', 'talking', 'wrap_up'] as const;
  const most: number[] = [];
  for (let second = 0; second < 60; second += 1) {
    for (let call = 0; call < 900; call += 1) {
      const agentId = agents[calls % agents.length] ?? parseAgentId('nobody');
      calls += 1;
      void journal.open(anOpening(`t${calls}`), []);
      for (const state of ends) {
        const tStartMs = since.get(agentId) ?? NOON;
        const tEndMs = tStartMs + 100;
        since.set(agentId, tEndMs);
        journal.agentState({ agentId, state, reason: '', tStartMs, tEndMs });
        journal.agentState({ agentId, state: 'available', reason: '', tStartMs: tEndMs, tEndMs: null });
      }
    }
    await clock.runFor(SECOND);
    most.push(journal.unwritten);
  }
  // What a second leaves, and no more after a minute than after ten seconds.
  expect(Math.max(...most.slice(-10))).toBeLessThanOrEqual(Math.max(...most.slice(0, 10)));
  await clock.runFor(10 * SECOND);
  expect(journal.unwritten).toBe(0);
  const open = [...kept.stretches.values()].filter(({ tEndMs }) => tEndMs === null);
  expect(open.map(({ agentId }) => agentId).sort()).toEqual([...agents].sort());
  expect(kept.stretches.size).toBe(calls * ends.length + agents.length);
});

test('a stretch that ends while its beginning is being written is written again', async () => {
  const { clock, kept, journal } = journalOn(100);
  const agentId = parseAgentId('ana');
  const begun = { agentId, state: 'talking', reason: '', tStartMs: NOON, tEndMs: null };
  journal.agentState(begun);
  await clock.runFor(50);
  journal.agentState({ ...begun, tEndMs: NOON + 50 });
  await clock.runFor(SECOND);
  expect([...kept.stretches.values()]).toEqual([{ ...begun, tEndMs: NOON + 50 }]);
  expect(journal.unwritten).toBe(0);
});
