import { beforeEach, expect, test } from 'vitest';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { parseMediaServerId } from '../../src/core/kernel/ids.js';
import { UnansweredDials } from '../../src/engine/unanswered-dials.js';
import { type ManualClock, makeManualClock } from '../support/manual-clock.js';

const SERVER = parseMediaServerId('sw1');
const OTHER = parseMediaServerId('sw2');
const TIMEOUT = new CadenciaError('DLR_MEDIA_TIMEOUT', { detail: 'no reply' });

/** `Promise.withResolvers` of later versions of Node. */
interface Promised {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

let clock: ManualClock;
let up: boolean;
let told: number;
let questions: Promised[];
let dials: UnansweredDials;

/** Whatever was settled is heard. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function promised(): Promised {
  let resolve: Promised['resolve'] = () => {};
  let reject: Promised['reject'] = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

beforeEach(() => {
  clock = makeManualClock(0);
  up = true;
  told = 0;
  questions = [];
  dials = new UnansweredDials({
    clock,
    ask: () => {
      const question = promised();
      questions.push(question);
      return question.promise;
    },
    isUp: () => up,
    onAnswer: () => {
      told += 1;
    },
  });
});

test('a server that leaves an order unanswered for a second is given no further one until it answers', async () => {
  const order = promised();
  const done = dials.during(SERVER, order.promise);
  clock.advance(999);
  expect(dials.holds(SERVER)).toBe(false);
  clock.advance(1);
  expect([dials.holds(SERVER), dials.holds(OTHER)]).toEqual([true, false]);
  order.resolve();
  await done;
  expect([dials.holds(SERVER), told]).toEqual([false, 1]);
});

test('past its deadline it is asked until it answers, since it may still carry the order out', async () => {
  const order = promised();
  const done = dials.during(SERVER, order.promise);
  order.reject(TIMEOUT);
  await expect(done).rejects.toBe(TIMEOUT);
  expect(questions.length).toBe(1);
  questions[0]?.reject(TIMEOUT);
  await settled();
  expect([questions.length, dials.holds(SERVER), told]).toEqual([2, true, 0]);
  questions[1]?.resolve();
  await settled();
  expect([dials.holds(SERVER), told]).toEqual([false, 1]);
});

test('a lost link ends the asking: what is down is dialled by nobody, and begins anew', async () => {
  const done = dials.during(SERVER, Promise.reject(TIMEOUT));
  await expect(done).rejects.toBe(TIMEOUT);
  up = false;
  questions[0]?.reject(new CadenciaError('DLR_MEDIA_DOWN', { detail: 'away' }));
  await settled();
  expect([questions.length, dials.holds(SERVER)]).toEqual([1, false]);
});

test('a refusal is an answer', async () => {
  const refused = new CadenciaError('DLR_MEDIA_REFUSED', { detail: 'no such endpoint' });
  await expect(dials.during(SERVER, Promise.reject(refused))).rejects.toBe(refused);
  expect([questions.length, dials.holds(SERVER)]).toEqual([0, false]);
});
