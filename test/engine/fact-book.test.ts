import { expect, test } from 'vitest';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { DialKey } from '../../src/core/compliance/facts/dial-key.js';
import { numberKey } from '../../src/core/compliance/facts/dial-key.js';
import { parseAttemptId } from '../../src/core/kernel/ids.js';
import { FactBook } from '../../src/engine/fact-book.js';
import { makeManualClock } from '../support/manual-clock.js';
import { aContactWith } from '../support/retry-samples.js';
import { aBatch, anOpening, guardsOf, NOON } from '../support/samples.js';

const CONTACT = aContactWith(1);
const PHONE = CONTACT.phones[0]?.number ?? expect.fail('the contact has a phone');
const PARTY = { phone: PHONE, cpfHash: CONTACT.cpfHash, debtId: CONTACT.debtId };
const ABOUT = { ...PARTY, purpose: 'cobranca', creditorCnpj: '44555666000190' } as const;
const ATTEMPT = parseAttemptId('0'.repeat(24));

/** A promise that the test settles. */
function latch(): { readonly settled: Promise<void>; readonly open: () => void; readonly fail: () => void } {
  let open = (): void => {};
  let fail = (): void => {};
  const settled = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = () => reject(new Error('the store is away'));
  });
  return { settled, open, fail };
}

/** Everything that waits for nothing but what has settled already has run. */
async function turn(): Promise<void> {
  for (let i = 0; i < 50; i += 1) {
    await Promise.resolve();
  }
}

function bookOf() {
  const stores = new MemoryStores();
  const readings: DialKey[][] = [];
  let answer: Promise<void> = Promise.resolve();
  const book = new FactBook({
    lists: stores.lists,
    clock: makeManualClock(NOON),
    lookBackMs: () => 0,
    facts: {
      register: (facts) => stores.facts.register(facts),
      read: (kind) => stores.facts.read(kind),
      load: async (keys, sinceMs) => {
        readings.push([...keys]);
        const read = await stores.facts.load(keys, sinceMs);
        await answer;
        return read;
      },
    },
  });
  return {
    book,
    readings,
    answersAfter: (settled: Promise<void>) => {
      answer = settled;
    },
    /** A row of the party is written, which moves its keys. */
    write: () => {
      const opening = anOpening('1'.repeat(24), PARTY);
      return stores.attempts.commit(aBatch({ openings: [opening], guards: guardsOf(opening) }));
    },
    version: () =>
      book
        .of(ABOUT, false)
        ?.guards(ATTEMPT)
        .find(({ key }) => key === numberKey(PHONE))?.version ?? null,
  };
}

test('what is read while a change is on its way waits until it is written, and tells of it', async () => {
  const { book, readings, version, write } = bookOf();
  const written = latch();
  book.change(PARTY, written.settled);
  const loading = book.load([CONTACT]);
  await turn();
  expect(readings).toEqual([]);
  expect(version()).toBeNull();
  await write();
  written.open();
  await loading;
  expect(version()).toBe(1);
});

test('two changes of one person are both waited for, whichever ends first', async () => {
  const { book, readings } = bookOf();
  const [first, second] = [latch(), latch()];
  book.change(PARTY, first.settled);
  book.change(PARTY, second.settled);
  const loading = book.load([CONTACT]);
  second.open();
  await turn();
  expect(readings).toEqual([]);
  first.open();
  await loading;
  expect(readings).toHaveLength(1);
});

test('a reading that began before a change is not kept, whenever it ends', async () => {
  const { book, version, answersAfter } = bookOf();
  const answered = latch();
  answersAfter(answered.settled);
  const loading = book.load([CONTACT]);
  await turn();
  const written = latch();
  book.change(PARTY, written.settled);
  written.open();
  await turn();
  answered.open();
  await loading;
  expect(version()).toBeNull();
  await book.load([CONTACT]);
  expect(version()).toBe(0);
});

test('a change that the store refused holds up no reading', async () => {
  const { book, version } = bookOf();
  const written = latch();
  book.change(PARTY, written.settled);
  written.fail();
  await book.load([CONTACT]);
  expect(version()).toBe(0);
});

test('the change of one person holds up nobody else', async () => {
  const { book, version } = bookOf();
  book.change(
    { phone: anOpening('2'.repeat(24)).phone, cpfHash: 'f'.repeat(64), debtId: 'D-2' },
    latch().settled,
  );
  await book.load([CONTACT]);
  expect(version()).toBe(0);
});
