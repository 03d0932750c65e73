import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { type FeedSubscription, MOST_TRIES, waitAfter } from '../../src/core/feeds/feed-delivery.js';
import { FEED_KINDS, type FeedEvent, feedEventsOf } from '../../src/core/feeds/feed-event.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { DISPOSITIONS, type Disposition } from '../../src/core/outcome/disposition.js';
import { runCourier } from '../../src/engine/feed-courier.js';
import type { Webhook } from '../../src/ports/webhook.js';
import { clearBox, keyOf } from '../support/clear-box.js';
import { type Life, mortal } from '../support/mortal.js';
import { aBatch, aChain, anOpening, NOON } from '../support/samples.js';

const SECRET = 'cd'.repeat(32);
const FEED: FeedSubscription = {
  id: 'crm',
  url: 'http://crm.local/events',
  kinds: FEED_KINDS,
  active: true,
  keys: keyOf('crm', SECRET),
};
const WORDS = Object.keys(DISPOSITIONS) as Disposition[];

/** Park and Miller: the same figures on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A receiver that honours the key: what it did and the key are kept together. */
class Receiver implements Webhook {
  readonly effects = new Map<string, number>();
  posts = 0;
  /** Chooses what becomes of a post. */
  mood: () => 'well' | 'refuses' | 'down' | 'answer lost' = () => 'well';

  async post(_url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const mood = this.mood();
    if (mood === 'down') {
      throw new Error('connect ECONNREFUSED');
    }
    if (mood === 'refuses') {
      return 503;
    }
    const signed = `${headers['cadencia-timestamp']}.${body}`;
    expect(headers['cadencia-signature']).toBe(`v1=${nodeDigest.hmacSha256(SECRET, signed)}`);
    const { id } = JSON.parse(body) as FeedEvent;
    expect(headers['idempotency-key']).toBe(id);
    this.posts += 1;
    if (!this.effects.has(id)) {
      this.effects.set(id, 1);
    }
    if (mood === 'answer lost') {
      throw new Error('socket hang up');
    }
    return 200;
  }
}

function world(faults: (operation: string) => Error | null = () => null) {
  const time = { nowMs: NOON };
  const clock = { now: () => time.nowMs, setTimer: () => ({}) as never, clearTimer: () => undefined };
  const stores = new MemoryStores(faults);
  return { time, clock, stores, receiver: new Receiver() };
}

/** Lets everything that can go on go on: all of it is promises that are resolved already. */
const turn = (): Promise<void> => new Promise((go) => setImmediate(go));

function closedRow(n: number, after: string, random: () => number): CallLogRow {
  const word = WORDS[Math.floor(random() * WORDS.length)] ?? 'recado';
  const [row] = aChain([anOpening(`t${n}`)], { disposition: word, ...DISPOSITIONS[word] }, after);
  return row as CallLogRow;
}

describe('feeds', () => {
  it.each([1])(
    'lose nothing and do nothing twice over an hour in which server, database and receiver are killed at random (%i)',
    async (seed) => {
      const random = seeded(seed * 7919);
      let databaseDown = false;
      let healed = false;
      const broken = (): boolean => !healed && (databaseDown || random() < 0.03);
      const { time, clock, stores, receiver } = world((operation) =>
        broken() && operation !== 'setup' ? new Error(`${operation}: the database is away`) : null,
      );
      healed = true;
      await stores.feeds.saveSubscription(FEED);
      healed = false;
      receiver.mood = () => {
        const chance = random();
        return healed
          ? 'well'
          : chance < 0.15
            ? 'down'
            : chance < 0.25
              ? 'refuses'
              : chance < 0.4
                ? 'answer lost'
                : 'well';
      };
      const rows: CallLogRow[] = [];
      let [kills, life]: [number, Life] = [0, { alive: false }];
      let running = false;
      const second = async (): Promise<void> => {
        time.nowMs += SECOND;
        databaseDown = !healed && (databaseDown ? random() < 0.9 : random() < 0.01);
        // The engine's journal sends a batch until it is told that it is kept.
        const row = closedRow(rows.length, rows.at(-1)?.hash ?? GENESIS_HASH, random);
        const kept = await stores.attempts.commit(aBatch({ closings: [{ row, contact: null }] })).then(
          () => true,
          () => false,
        );
        if (kept || (await again(row))) {
          rows.push(row);
        }
        if (!life.alive || !running) {
          life = { alive: true };
          running = true;
          const mine = life;
          void runCourier({
            store: mortal(stores.feeds, mine),
            webhook: mortal(receiver, mine),
            clock,
            digest: nodeDigest,
            box: clearBox,
            stopped: () => !mine.alive,
          })
            .catch(() => undefined)
            .finally(() => {
              running = mine === life ? false : running;
            });
          // The process dies at any point of what it was doing.
          for (let steps = Math.floor(random() * 40); steps > 0; steps -= 1) {
            await Promise.resolve();
          }
          if (!healed && random() < 0.2) {
            life.alive = false;
            kills += 1;
          }
        }
        await turn();
      };
      const again = async (row: CallLogRow): Promise<boolean> => {
        const [was, before] = [healed, databaseDown];
        [healed, databaseDown] = [true, false];
        await stores.attempts.commit(aBatch({ closings: [{ row, contact: null }] }));
        [healed, databaseDown] = [was, before];
        return true;
      };
      for (let n = 0; n < HOUR / SECOND; n += 1) {
        await second();
      }
      healed = true;
      for (let n = 0; n < 60; n += 1) {
        time.nowMs += MINUTE;
        life.alive = false;
        await second();
      }
      const told = rows.flatMap((row) =>
        feedEventsOf({ place: 0, what: 'attempt', row, contactDone: false }),
      );
      expect([...receiver.effects.keys()].sort()).toEqual(told.map(({ id }) => id).sort());
      expect(kills).toBeGreaterThan(300);
      // Without the key there would have been more.
      expect(receiver.posts).toBeGreaterThan(receiver.effects.size);
      expect(await stores.feeds.hasWork(time.nowMs + HOUR)).toBe(false);
    },
  );

  it('wait longer after each failure, die after a day’s work of tries, and live again when replayed', async () => {
    const { time, clock, stores, receiver } = world();
    await stores.feeds.saveSubscription({ ...FEED, kinds: ['attempt.closed'] });
    const row = closedRow(1, GENESIS_HASH, seeded(5));
    await stores.attempts.commit(aBatch({ closings: [{ row, contact: null }] }));
    receiver.mood = () => 'refuses';
    const deps = {
      store: stores.feeds,
      webhook: receiver,
      clock,
      digest: nodeDigest,
      box: clearBox,
      stopped: () => false,
    };
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      expect(await runCourier(deps)).toEqual({ delivered: 0, failed: 1 });
      expect(await runCourier(deps)).toEqual({ delivered: 0, failed: 0 });
      time.nowMs += waitAfter(tries);
    }
    const [dead] = await stores.feeds.listDead('crm', 10);
    expect(dead).toMatchObject({ tries: MOST_TRIES, lastError: 'the receiver answered 503' });
    expect(time.nowMs - NOON).toBeGreaterThan(14 * HOUR);
    receiver.mood = () => 'well';
    expect(await runCourier(deps)).toEqual({ delivered: 0, failed: 0 });
    await stores.feeds.replay('crm', null, time.nowMs);
    expect(await runCourier(deps)).toEqual({ delivered: 1, failed: 0 });
    expect([...receiver.effects.keys()]).toEqual(['attempt.closed:t1']);
  });

  it('tell each receiver what it asked for alone, and the number only of who must not be called again', async () => {
    const { clock, stores } = world();
    const heard = new Map<string, FeedEvent[]>();
    const webhook: Webhook = {
      async post(url, body) {
        heard.set(url, [...(heard.get(url) ?? []), JSON.parse(body) as FeedEvent]);
        return 204;
      },
    };
    await stores.feeds.saveSubscription({
      ...FEED,
      id: 'a',
      url: 'a',
      keys: keyOf('a', SECRET),
      kinds: ['contact.opt_out'],
    });
    await stores.feeds.saveSubscription({
      ...FEED,
      id: 'b',
      keys: keyOf('b', SECRET),
      url: 'b',
      kinds: ['attempt.closed', 'contact.promise'],
    });
    await stores.feeds.saveSubscription({ ...FEED, id: 'c', url: 'c', active: false });
    const result = (word: Disposition) => ({ disposition: word, ...DISPOSITIONS[word] });
    const one = aChain([anOpening('t1')], result('opt_out'));
    const other = aChain([anOpening('t2')], result('promessa'), one[0]?.hash);
    const closings = [...one, ...other].map((row) => ({ row, contact: null }));
    await stores.attempts.commit(aBatch({ closings }));
    await runCourier({
      store: stores.feeds,
      webhook,
      clock,
      digest: nodeDigest,
      box: clearBox,
      stopped: () => false,
    });
    expect(heard.get('a')?.map(({ id }) => id)).toEqual(['contact.opt_out:t1']);
    expect(heard.get('a')?.[0]?.data['phone']).toBe(one[0]?.opening.phone);
    expect(heard.get('b')?.map(({ id }) => id)).toEqual([
      'attempt.closed:t1',
      'attempt.closed:t2',
      'contact.promise:t2',
    ]);
    expect(JSON.stringify(heard.get('b'))).not.toContain(one[0]?.opening.phone);
    expect(heard.has('c')).toBe(false);
  });
});
