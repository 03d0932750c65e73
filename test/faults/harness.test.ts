import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { parseE164 } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { Coverage } from '../support/faults/coverage.js';
import { CELLS, EFFECTS } from '../support/faults/effects.js';
import { drawShape, FaultCentre } from '../support/faults/fault-centre.js';
import { FaultInjector } from '../support/faults/fault-injector.js';
import type { PlannedFault } from '../support/faults/fault-kind.js';
import { drawPlan } from '../support/faults/fault-plan.js';
import { makeInvariants } from '../support/faults/invariants/all-invariants.js';
import { PeopleStorm } from '../support/faults/people-storm.js';
import { ProcessLife } from '../support/faults/process-life.js';
import { shrinkFaults } from '../support/faults/shrink-faults.js';

const fault = (id: number, change: Partial<PlannedFault> = {}): PlannedFault => ({
  id,
  effect: 'media.hangup',
  kind: 'slow',
  fromMs: 0,
  skip: 0,
  lastsMs: 1000,
  ...change,
});

describe('a plan of faults', () => {
  test('is the same for the same seed, and some hundred seeds have every effect with every fault', () => {
    expect(drawPlan(5)).toEqual(drawPlan(5));
    expect(drawPlan(5)).not.toEqual(drawPlan(6));
    const planned = new Coverage();
    for (let seed = 1; seed <= 200; seed += 1) {
      planned.add(drawPlan(seed));
    }
    expect(planned.holes()).toEqual([]);
    expect(CELLS.length).toBeGreaterThan(EFFECTS.size * 3);
  });

  test('that is aimed at a pair has nothing else, at several moments, and each seed its own', () => {
    const aim = { effect: 'media.invite', kind: 'dies after' } as const;
    const plan = drawPlan(5, () => false, aim);
    expect(new Set(plan.map(({ effect, kind }) => `${effect} ${kind}`))).toEqual(
      new Set(['media.invite dies after']),
    );
    expect(new Set(plan.map(({ fromMs }) => fromMs)).size).toBeGreaterThan(2);
    expect(drawPlan(6, () => false, aim)).not.toEqual(plan);
  });

  test('is shrunk to the faults without which it does not fail', async () => {
    const plan = Array.from({ length: 11 }, (_, n) => fault(n));
    const least = await shrinkFaults(
      plan,
      async (left) => left.some(({ id }) => id === 3) && left.some(({ id }) => id === 8),
    );
    expect(least.map(({ id }) => id)).toEqual([3, 8]);
  });

  test('strikes each effect once, from its time on, after as many others as it says', () => {
    const injector = new FaultInjector([fault(1, { fromMs: 10, skip: 1 })], 0);
    expect(injector.take('media.hangup', 9)).toBeNull();
    expect(injector.take('media.hangup', 10)).toBeNull();
    expect(injector.take('media.bridge', 11)).toBeNull();
    expect(injector.take('media.hangup', 12)?.id).toBe(1);
    expect(injector.take('media.hangup', 13)).toBeNull();
    injector.take('media.unheardOf', 14);
    expect([...injector.unknown]).toEqual(['media.unheardOf']);
  });
});

test('a process that is stopped hears afterwards what it missed, in order, and a dead one hears nothing', async () => {
  const clock = new VirtualClock();
  const life = new ProcessLife(clock);
  const heard: number[] = [];
  life.stop();
  life.reach(() => heard.push(1));
  life.reach(() => heard.push(2));
  await clock.runFor(SECOND);
  expect(heard).toEqual([]);
  life.goOn();
  life.reach(() => heard.push(3));
  await clock.runFor(SECOND);
  expect(heard).toEqual([1, 2, 3]);
  life.end();
  life.reach(() => heard.push(4));
  expect(heard).toEqual([1, 2, 3]);
});

describe('what must hold', () => {
  const NUMBER = parseE164('+5511980000000');

  async function watched() {
    const centre = new FaultCentre({ ...drawShape(1), evening: true, engines: 1 }, [], null);
    await centre.fill();
    const invariants = makeInvariants(centre, new PeopleStorm(centre, new Set()));
    return {
      centre,
      broken: () => invariants.filter(({ broken }) => broken.length > 0).map(({ name }) => name),
      invariants,
    };
  }

  test('is seen to be broken by a call that no row stands behind, and by a second one to the same person', async () => {
    const { centre, invariants, broken } = await watched();
    for (const invariant of [...invariants, ...invariants]) {
      invariant.called?.(NUMBER);
    }
    await centre.clock.runFor(1);
    expect(broken()).toEqual([
      'no dial without a committed row',
      'one live call a number, a person and an agent',
    ]);
  });

  test('is seen to be broken by a call after hours, and by an engine that is not there in the end', async () => {
    const { centre, invariants, broken } = await watched();
    await centre.clock.runFor(10 * 60 * SECOND);
    for (const invariant of invariants) {
      invariant.called?.(NUMBER);
      await invariant.end?.();
    }
    expect(broken()).toEqual(['no dial without a committed row', 'every attempt ends', 'the hours of law']);
  });

  test('is seen to be broken by who hears nothing, a call without a row, too many calls at once', async () => {
    const { centre, invariants, broken } = await watched();
    const over = {
      serverId: 'sim-e1',
      trunkId: 't1',
      number: NUMBER,
      tags: {},
      by: 'remote',
      q850: 16,
      sipCode: null,
      startedAtMs: centre.startMs,
      answeredAtMs: centre.startMs,
      endedAtMs: centre.startMs + 20 * SECOND,
      longestSilenceMs: 20 * SECOND,
      fate: { kind: 'person', progress: null, refusal: null, answer: { who: 'client' } },
    };
    for (let call = 0; call < 200; call += 1) {
      const record = { ...over, legId: `c-${call}` } as never;
      centre.records.push(record);
      for (const invariant of invariants) {
        invariant.over?.(record);
      }
    }
    for (const invariant of invariants) {
      await invariant.end?.();
    }
    expect(broken()).toEqual([
      'caps of lines, companies, channels and calls a second',
      'every attempt ends',
      'log and switch agree',
      'the auditor finds nothing',
      'nobody who answers is left in silence',
    ]);
  });
});
