import { expect, it } from 'vitest';
import { LineJudge, reputationOf } from '../../../src/core/carrier/line-judge.js';
import { mayRest } from '../../../src/core/carrier/line-rest.js';
import { type LineWorld, runLineWorld } from '../../support/line-world.js';

const MONTH = { days: 30, callsADay: 4000, lines: 10, restDays: 7 } as const;
const FALL = { days: 8, callsADay: 4000, lines: 10, fall: { onDay: 3, keeps: 0.5 } } as const;
const run = (world: Omit<LineWorld, 'seed'>, seed: string) => runLineWorld({ ...world, seed });

it('finds the one line of ten that lost half of its answers, and no other', () => {
  const found = ['a', 'b', 'c'].map((seed) => run({ ...FALL, allocation: 'turn', restDays: 7 }, seed));
  for (const { falls } of found) {
    expect(falls.map(({ line }) => line)).toEqual(['l0']);
    expect(falls[0]!.callsSince).toBeLessThan(1000);
    expect(falls[0]!.seen / falls[0]!.due).toBeLessThan(0.75);
  }
});

it('draws lines so that most of the lost answers come back, where calls in turn lose a twentieth', () => {
  for (const seed of ['a', 'b']) {
    const lost = ({ answered, wouldBe }: ReturnType<typeof run>) => 1 - answered / wouldBe;
    const turn = lost(run({ ...FALL, allocation: 'turn', restDays: null }, seed));
    const drawn = run({ ...FALL, allocation: 'drawn', restDays: null }, seed);
    expect(turn).toBeGreaterThan(0.04);
    expect(lost(drawn)).toBeLessThan(turn / 2);
    // On the second day it has less than half of its 400 calls, and it is tried now and then for ever.
    expect(drawn.ofFallen[4]).toBeLessThan(200);
    expect(drawn.ofFallen.at(-1)).toBeGreaterThan(0);
    const rested = run({ ...FALL, allocation: 'drawn', restDays: 7 }, seed);
    expect(rested.falls.map(({ line }) => line)).toEqual(['l0']);
    expect(lost(rested)).toBeLessThan(turn / 3);
  }
});

it('does not chase noise: a steady month rests next to no line, and no line is worn out or starved', () => {
  const turn = ['a', 'b'].map((seed) => run({ ...MONTH, fall: null, allocation: 'turn' }, seed).falls.length);
  expect(turn[0]! + turn[1]!).toBeLessThanOrEqual(1);
  const drawn = run({ ...MONTH, fall: null, allocation: 'drawn' }, 'a');
  expect(drawn.falls.length).toBeLessThanOrEqual(1);
  expect(drawn.shares[0]).toBeGreaterThan(0.05);
  expect(drawn.shares[1]).toBeLessThan(0.16);
});

it('is not fooled by a line that gets the worse contacts', () => {
  const judge = new LineJudge();
  const told = [];
  let turn = 0;
  for (let call = 0; call < 12_000; call += 1) {
    // The good contacts answer two in five by the one line, the bad ones one in ten by the other.
    const good = call % 2 === 0;
    turn += 1;
    const person = good ? turn % 5 < 2 : turn % 20 < 2;
    const fall = judge.judge({
      line: good ? 'l1' : 'l2',
      traits: [good ? 'good' : 'bad'],
      person,
      atMs: call,
    });
    told.push(...(fall === null ? [] : [fall]));
  }
  expect(told).toEqual([]);
  expect(reputationOf(judge.standing('l2'), 12_000).ratio).toBeGreaterThan(0.85);
});

it('keeps what it has learned, and leaves what it cannot read', () => {
  const judge = new LineJudge();
  for (let call = 0; call < 2000; call += 1) {
    judge.judge({ line: 'l1', traits: ['ddd 11'], person: call % 5 === 0, atMs: call });
  }
  const again = new LineJudge();
  again.recall(JSON.parse(JSON.stringify(judge.keep())));
  expect(again.standing('l1')).toEqual(judge.standing('l1'));
  again.recall({ odds: 'none', lines: [['l1', { calls: 'many' }]] });
  expect(again.standing('l1')).toEqual(judge.standing('l1'));
});

it('lets a third of the lines of a carrier rest by themselves, and never the only one', () => {
  expect([1, 2, 3, 6].map((lines) => mayRest(lines, 0))).toEqual([false, false, true, true]);
  expect([0, 1, 2, 3].map((resting) => mayRest(10, resting))).toEqual([true, true, true, false]);
});
