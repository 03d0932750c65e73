import { beforeEach, describe, expect, test } from 'vitest';
import { AsteriskDialQueue } from '../../../src/adapters/asterisk/asterisk-dial-queue.js';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import {
  customerLegId,
  type LegId,
  parseAttemptId,
  parseMediaServerId,
} from '../../../src/core/kernel/ids.js';
import type { MediaEvent } from '../../../src/ports/media.js';

const serverId = parseMediaServerId('ast1');
const leg = (n: number): LegId => customerLegId(parseAttemptId(String(n)));

let clock: VirtualClock;
let queue: AsteriskDialQueue;
/** Legs whose originate was sent, in order, with how to answer it. */
let sent: { readonly legId: LegId; answer(): void; fail(error: Error): void }[];
let ended: string[];
let said: MediaEvent[];

beforeEach(() => {
  clock = new VirtualClock();
  [sent, ended, said] = [[], [], []];
  queue = new AsteriskDialQueue({ serverId, clock, deadlineMs: 4000, emit: (event) => said.push(event) });
});

function place(n: number): void {
  const legId = leg(n);
  queue
    .run(legId, () => new Promise<void>((answer, fail) => sent.push({ legId, answer: () => answer(), fail })))
    .then(
      () => ended.push(`${n} placed`),
      (error: { code?: string; message: string }) => ended.push(`${n} ${error.code ?? error.message}`),
    );
}

const placed = (): readonly LegId[] => sent.map(({ legId }) => legId);

/** Lets time pass; what was promised meanwhile is kept. */
async function pass(ms: number): Promise<void> {
  await clock.runFor(ms);
}

describe('calls to one Asterisk', () => {
  test('leave four at a time, in order, each when one before it was answered or refused', async () => {
    for (let n = 1; n <= 6; n += 1) {
      place(n);
    }
    await pass(0);
    expect(placed()).toEqual([1, 2, 3, 4].map(leg));
    sent[2]?.answer();
    await pass(0);
    expect(placed()).toEqual([1, 2, 3, 4, 5].map(leg));
    sent[0]?.fail(new Error('refused'));
    await pass(0);
    expect(placed()).toEqual([1, 2, 3, 4, 5, 6].map(leg));
    expect(ended).toEqual(['3 placed', '1 refused']);
  });

  test('that come in the moment in which a place gets free do not overtake who waits for it', async () => {
    for (let n = 1; n <= 5; n += 1) {
      place(n);
    }
    await pass(0);
    sent[0]?.answer();
    sent[1]?.answer();
    await Promise.resolve();
    place(6);
    await pass(0);
    expect(placed()).toEqual([1, 2, 3, 4, 5, 6].map(leg));
  });

  test('that are hung up while they wait never leave', async () => {
    for (let n = 1; n <= 6; n += 1) {
      place(n);
    }
    expect(queue.withdraw(leg(5))).toBe(true);
    expect(queue.withdraw(leg(5))).toBe(false);
    expect(queue.withdraw(leg(1))).toBe(false);
    for (const one of sent) {
      one.answer();
    }
    await pass(0);
    expect(placed()).toEqual([1, 2, 3, 4, 6].map(leg));
    expect(ended).toContain('5 DLR_MEDIA_FULL');
  });

  test('that wait half a second make the server full, until none waits', async () => {
    for (let n = 1; n <= 6; n += 1) {
      place(n);
    }
    await pass(499);
    expect(said).toEqual([]);
    await pass(1);
    expect(said).toMatchObject([{ kind: 'serverFull', serverId, why: 'slow' }]);
    sent[0]?.answer();
    await pass(2000);
    expect(said.length).toBe(1);
    sent[1]?.answer();
    await pass(0);
    expect(said[1]).toMatchObject({ kind: 'serverFree', serverId });
    await pass(10_000);
    expect(said.length).toBe(2);
  });

  test('that are not placed within the deadline are refused for good, and were not sent', async () => {
    for (let n = 1; n <= 5; n += 1) {
      place(n);
    }
    await pass(5000);
    expect(ended).toEqual(['5 DLR_MEDIA_FULL']);
    expect(placed()).toEqual([1, 2, 3, 4].map(leg));
  });

  test('are given up with a link that is lost, which frees nothing', async () => {
    for (let n = 1; n <= 7; n += 1) {
      place(n);
    }
    await pass(600);
    queue.stop();
    await pass(10_000);
    expect(ended).toEqual(['5', '6', '7'].map((n) => `${n} DLR_MEDIA_FULL`));
    expect(said.map(({ kind }) => kind)).toEqual(['serverFull']);
  });
});
