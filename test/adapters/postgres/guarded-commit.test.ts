import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import { COMMIT, ENSURE_KEYS } from '../../../src/adapters/postgres/commit-statement.js';
import { commitValues } from '../../../src/adapters/postgres/commit-values.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import type { AttemptOpening } from '../../../src/core/call-log/call-log-row.js';
import {
  type DialKey,
  debtKey,
  fenceKey,
  numberKey,
  personKey,
} from '../../../src/core/compliance/facts/dial-key.js';
import type { PersonFact } from '../../../src/core/compliance/facts/person-fact.js';
import { parseE164 } from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { hashedDecisionText } from '../../../src/core/ledger/decision-chain.js';
import type { AttemptBatch } from '../../../src/ports/attempt-store.js';
import { aBlock, aLedger } from '../../support/ledger-samples.js';
import {
  aBatch,
  aChain,
  anOpening,
  CAMPAIGN,
  collect,
  ENGINE,
  guardsOf,
  NOON,
} from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const PHONES = ['+5511900000001', '+5511900000002', '+5511900000003'].map(parseE164);
const PERSONS = ['', 'c1', 'c2'];
const DEBTS = ['', 'D-1', 'D-2'];
const KEYS: readonly DialKey[] = [
  ...PHONES.map(numberKey),
  ...PERSONS.slice(1).map(personKey),
  ...DEBTS.slice(1).map(debtKey),
];

describe('guarded commits on PostgreSQL', () => {
  let databases: TestDatabases;
  let url: string;
  const opened: PostgresStores[] = [];

  beforeAll(async () => {
    databases = await TestDatabases.start();
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    url = await databases.create();
  });
  afterEach(() => Promise.all(opened.splice(0).map((stores) => stores.close())));

  const open = (): PostgresStores => {
    const stores = new PostgresStores({ url, poolSize: 4 });
    opened.push(stores);
    return stores;
  };

  async function rows(text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  it('let one of two engines have a person, whoever comes first, and neither waits for the other for ever', async () => {
    const engines = [open(), open(), open()];
    const rng = makeSeededRng('race');
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(rng.next() * items.length)]!;
    let [kept, refused] = [0, 0];
    for (let round = 0; round < 200; round++) {
      const known = await engines[0]!.facts.load(KEYS, 0);
      const sent = engines.map((_, engine) =>
        Array.from({ length: 4 }, (__, i) =>
          anOpening(`r${round}-e${engine}-${i}`, {
            phone: pick(PHONES),
            cpfHash: pick(PERSONS),
            debtId: pick(DEBTS),
            engineId: `engine-${engine}`,
            chainId: `chain-${engine}`,
          }),
        ),
      );
      const results = await Promise.all(
        sent.map((openings, engine) =>
          engines[engine]!.attempts.commit(
            aBatch({ openings, guards: openings.flatMap((opening) => guardsOf(opening, known)) }),
          ),
        ),
      );
      const live = sent.flatMap((openings, engine) =>
        openings.filter(({ attemptId }) => !results[engine]!.refused.has(attemptId)),
      );
      kept += live.length;
      refused += 12 - live.length;
      expect(live.length).toBeGreaterThan(0);
      expect(new Set(live.map(({ phone }) => phone)).size).toBe(live.length);
      const persons = live.map(({ cpfHash }) => cpfHash).filter((cpfHash) => cpfHash !== '');
      expect(new Set(persons).size).toBe(persons.length);
      const held = await engines[1]!.facts.load(KEYS, 0);
      for (const opening of live) {
        expect(held.get(numberKey(opening.phone))?.liveAttemptId).toBe(opening.attemptId);
      }
      // The next round's calls begin while these end, on other connections.
      await Promise.all(
        engines.map((stores, engine) => {
          const own = live.filter(({ engineId }) => engineId === `engine-${engine}`);
          const closings = own.map((opening) => ({ row: aChain([opening])[0]!, contact: null }));
          return stores.attempts.commit(aBatch({ closings }));
        }),
      );
      const free = [...(await engines[2]!.facts.load(KEYS, 0)).values()];
      expect(free.every(({ liveAttemptId }) => liveAttemptId === null)).toBe(true);
    }
    expect(kept).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  }, 60_000);

  it('that meet a claim on its way wait for it and are refused; a claim waits for those on their way', async () => {
    const { attempts } = open();
    // The day's partition is made with its first row.
    await attempts.commit(aBatch({ openings: [anOpening('a0', { phone: PHONES[2]!, cpfHash: '' })] }));
    const fence = await attempts.claim(CAMPAIGN, ENGINE);
    const under = (attemptId: string) => {
      const own = anOpening(attemptId);
      const guard = {
        attemptId: own.attemptId,
        key: fenceKey(CAMPAIGN),
        version: fence,
        use: 'fence',
      } as const;
      return attempts.commit(aBatch({ openings: [own], guards: [...guardsOf(own), guard] }));
    };
    const waits = () =>
      until(async () => {
        const [row] = await rows(
          "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'",
        );
        return row?.['n'] === 1 || 'one waits for the other';
      });
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(COMMIT.text, (await commitValues(aBatch(guardOnly(fence)))).values);
      const claim = attempts.claim(CAMPAIGN, ENGINE);
      await waits();
      await other.query('commit');
      expect(await claim).toBe(fence + 1);

      await other.query('begin');
      await other.query("update leases set fence = $1 where name like 'claim:%'", [fence]);
      await other.query('commit');
      await other.query('begin');
      await other.query("update leases set fence = fence + 1 where name like 'claim:%'");
      const late = under('a2');
      await waits();
      await other.query('commit');
      expect([...(await late).refused]).toEqual(['a2']);
    } finally {
      await other.end();
    }
  });

  it('opened, closed and told facts of by several engines at once never meet a deadlock', async () => {
    const engines = [open(), open(), open()];
    await Promise.all(
      engines.map(async (stores, engine) => {
        const rng = makeSeededRng(`engine-${engine}`);
        const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(rng.next() * items.length)]!;
        let live: AttemptOpening[] = [];
        for (let turn = 0; turn < 120; turn++) {
          const openings = Array.from({ length: 3 }, (_, i) =>
            anOpening(`t${turn}-${engine}-${i}`, {
              phone: parseE164(`+55119${10_000_000 + Math.floor(rng.next() * 40)}`),
              cpfHash: `c${Math.floor(rng.next() * 40)}`,
              debtId: pick(DEBTS),
              engineId: `engine-${engine}`,
              chainId: `chain-${engine}`,
            }),
          );
          const fact: PersonFact = {
            ...{ kind: 'opt_out', phone: openings[0]!.phone, cpfHash: pick(PERSONS), purpose: '*' },
            ...{ sinceMs: NOON, attemptId: '', protocol: '' },
          };
          const ended = live.splice(0, 3);
          const closings = ended.map((opening) => ({ row: aChain([opening])[0]!, contact: null }));
          const guards = turn % 2 === 0 ? [] : openings.flatMap((opening) => guardsOf(opening));
          const [{ refused }] = await Promise.all([
            stores.attempts.commit(aBatch({ openings, guards, closings, facts: [fact] })),
            stores.facts.register([fact, { ...fact, phone: pick(PHONES) }]),
          ]);
          live = [...live, ...openings.filter(({ attemptId }) => !refused.has(attemptId))];
        }
      }),
    );
    const [{ deadlocks }] = (await rows(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    )) as [{ deadlocks: number }];
    expect(deadlocks).toBe(0);
    expect(await collect(engines[0]!.facts.read('opt_out'))).toHaveLength(3 * 120 * 3);
  }, 60_000);

  it('are not refused by their own first try that was still on its way', async () => {
    const stores = open();
    const opening = anOpening('a1');
    const batch = aBatch({ openings: [opening], guards: guardsOf(opening) });
    const parts = await commitValues(batch);
    await stores.partitions.ensure(parts.days);
    const dying = new pg.Client({ connectionString: url });
    await dying.connect();
    await dying.query(ENSURE_KEYS.text, [[...parts.keys]]);
    await dying.query('begin');
    await dying.query(COMMIT.text, parts.values);
    const second = stores.attempts.commit(batch);
    const waiting = new pg.Client({ connectionString: url });
    await waiting.connect();
    await until(async () => {
      const { rows: found } = await waiting.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      return found.length > 0 || 'the second try to wait for the first';
    });
    await dying.query('commit');
    expect([...(await second).refused]).toEqual([]);
    await Promise.all([dying.end(), waiting.end()]);
    expect(
      (await stores.facts.load([numberKey(opening.phone)], 0)).get(numberKey(opening.phone)),
    ).toMatchObject({
      version: 1,
      liveAttemptId: 'a1',
      history: [{ tEndMs: null }],
    });
  });

  it('put every column of a decision where the ledger reads it, in chain order and on its UTC day', async () => {
    const { attempts } = open();
    const decisions = [
      aBlock('d2', { atMs: NOON + 11 * 3_600_000, attemptId: anOpening('a1').attemptId, allowed: true }),
      aBlock('d1', { nextAllowedMs: null }),
    ];
    const ledger = aLedger(decisions);
    await attempts.commit(aBatch({ decisions: ledger.slice(0, 1) }));
    await attempts.commit(aBatch({ decisions: ledger }));
    const kept = await rows(
      'select *, day::text, seq::int, at_ms::text, next_allowed_ms::text from decisions d order by d.seq',
    );
    expect(kept).toEqual(
      ledger.map(({ decision, prevHash, hash }, at) => ({
        decision_id: decision.decisionId,
        day: at === 0 ? '2026-03-11' : '2026-03-10',
        chain_id: 'chain-1',
        seq: at + 1,
        at_ms: String(decision.atMs),
        allowed: decision.allowed,
        blocked_by: 'R13',
        attempt_id: decision.attemptId,
        campaign_id: decision.campaignId,
        purpose: 'cobranca',
        mode: 'predictive',
        contact_id: '1',
        cpf_hash: decision.cpfHash,
        debt_id: 'D-1',
        phone: decision.phone,
        line: decision.line,
        trunk_id: 'trunk',
        policy_version: decision.policyVersion,
        next_allowed_ms: decision.nextAllowedMs === null ? null : String(decision.nextAllowedMs),
        results: expect.any(String),
        note: '',
        salt: decision.salt,
        prev_hash: prevHash,
        hash,
      })),
    );
    const text = hashedDecisionText(decisions[0]!, nodeDigest);
    expect(text.endsWith(`,${String(kept[0]!['results'])}]`)).toBe(true);
  });

  const arbitraryStep = fc.record({
    openings: fc.array(fc.nat(11), { maxLength: 4 }),
    /** How far each guard is from the version that is right. */
    stale: fc.array(fc.constantFrom(0, 0, 0, 0, 0, -1, 1), { minLength: 12, maxLength: 12 }),
    unguarded: fc.boolean(),
    closings: fc.array(fc.nat(11), { maxLength: 3 }),
    facts: fc.array(fc.record({ kind: fc.nat(3), of: fc.nat(11), attempt: fc.option(fc.nat(11)) }), {
      maxLength: 2,
    }),
    registered: fc.boolean(),
  });
  type Step = typeof arbitraryStep extends fc.Arbitrary<infer Value> ? Value : never;

  it('say and keep the same as the stores in memory, whatever comes in whatever order', async () => {
    const stores = open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStep, { minLength: 1, maxLength: 8 }),
        async (steps: readonly Step[]) => {
          run += 1;
          const memory = new MemoryStores();
          const of = partiesOf(run);
          const keys = [
            ...new Set(Array.from({ length: 12 }, (_, i) => guardsOf(of(i)).map(({ key }) => key)).flat()),
          ];
          for (const step of steps) {
            const known = await memory.facts.load(keys, 0);
            const facts = step.facts.map(({ kind, of: party, attempt }) =>
              factOf(kind, of(party), run, attempt),
            );
            if (step.registered) {
              await Promise.all([memory.facts.register(facts), stores.facts.register(facts)]);
            }
            const batch = batchOf(step, of, known, step.registered ? [] : facts);
            const [one, other] = [await memory.attempts.commit(batch), await stores.attempts.commit(batch)];
            expect([...other.refused].sort()).toEqual([...one.refused].sort());
            expect(await stores.facts.load(keys, 0)).toEqual(await memory.facts.load(keys, 0));
          }
          const mine = ({ opening }: { readonly opening: AttemptOpening }): boolean =>
            opening.attemptId.startsWith(`p${run}-`);
          expect((await stores.attempts.listOpen(ENGINE)).filter(mine)).toEqual(
            await memory.attempts.listOpen(ENGINE),
          );
        },
      ),
      { numRuns: 120 },
    );
  }, 90_000);
});

/** Twelve calls over three numbers, two persons and two debts, all of this run alone. */
function partiesOf(run: number): (index: number) => AttemptOpening {
  return (index) =>
    anOpening(`p${run}-${index}`, {
      phone: parseE164(`+5511${900_000_000 + run * 10 + (index % 3)}`),
      cpfHash: index % 4 === 0 ? '' : `c${run}-${index % 2}`,
      debtId: index % 5 === 0 ? '' : `D${run}-${index % 2}`,
      tDialMs: NOON + (index % 7),
      chainId: `chain-${run}`,
    });
}

function factOf(kind: number, party: AttemptOpening, run: number, attempt: number | null): PersonFact {
  const origin = {
    sinceMs: NOON + (kind % 2),
    attemptId: attempt === null ? '' : `p${run}-${attempt}`,
    protocol: '',
  };
  const { phone, cpfHash } = party;
  switch (kind) {
    case 0:
      return { kind: 'opt_out', phone, cpfHash, purpose: '*', ...origin };
    case 1:
      return { kind: 'wrong_person', phone, cpfHash, ...origin };
    case 2:
      return { kind: 'opt_in', phone, cpfHash, purpose: 'oferta', basis: 'consent', ...origin };
    default:
      return { kind: 'debt', debtId: party.debtId || 'none', state: 'paid', ...origin };
  }
}

function batchOf(
  step: {
    readonly openings: readonly number[];
    readonly stale: readonly number[];
    readonly unguarded: boolean;
    readonly closings: readonly number[];
  },
  of: (index: number) => AttemptOpening,
  known: ReadonlyMap<string, { readonly version: number }>,
  facts: readonly PersonFact[],
): AttemptBatch {
  const openings = step.openings.map(of);
  const guards = step.unguarded
    ? []
    : openings.flatMap((opening, at) =>
        guardsOf(opening, known).map((guard) => ({
          ...guard,
          version: Math.max(0, guard.version + (step.stale[at] ?? 0)),
        })),
      );
  const closings = step.closings.map(of).map((opening) => ({
    row: aChain([opening], { tDialMs: opening.tDialMs })[0]!,
    contact: null,
  }));
  return aBatch({ openings, guards, closings, facts });
}

/** An opening that nothing but its fence guards. */
function guardOnly(version: number): Pick<AttemptBatch, 'openings' | 'guards'> {
  const own = anOpening('a1', { phone: PHONES[1]!, cpfHash: '', debtId: '' });
  const { attemptId } = own;
  return { openings: [own], guards: [{ attemptId, key: fenceKey(CAMPAIGN), version, use: 'fence' }] };
}
