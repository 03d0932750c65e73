import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACD_QUEUE_DEFAULTS } from '../../../src/core/acd/acd-queue.js';
import { readAcdQueue } from '../../../src/core/acd/read-acd-queue.js';

const refusal = (stored: unknown): string => {
  try {
    readAcdQueue(stored);
    return 'accepted';
  } catch (error) {
    return (error as { detail: string }).detail;
  }
};

describe('reading a queue', () => {
  test('takes what is absent from the defaults', () => {
    expect(readAcdQueue({ id: 'cobranca' })).toEqual({
      ...ACD_QUEUE_DEFAULTS,
      id: 'cobranca',
      name: 'cobranca',
    });
  });

  test('takes all that may be set', () => {
    const queue = readAcdQueue({
      id: 'vip',
      name: 'Clientes VIP',
      priority: 5,
      strategy: 'skill_weighted',
      needs: [{ skill: 'ingles', level: 6, weight: 2, relaxed: [{ afterMs: 20_000, level: 0 }] }],
      goal: { serviceLevel: 0.8, withinSeconds: 20, abandonShare: 0.05 },
      hours: { weekday: ['08:00-12:00', '13:00-20:00'], holidayUfs: ['SP'], days: { '2026-12-24': [] } },
      overflow: [
        { to: { kind: 'queue', queueId: 'cobranca' }, expectedMs: 60_000 },
        { to: { kind: 'message', sound: 'tente-mais-tarde' }, waitedMs: 600_000 },
      ],
      callback: { most: 10 },
      stickyMs: 15_000,
    });
    expect(queue).toMatchObject({
      goal: { serviceLevel: 0.8, withinSeconds: 20, shortSeconds: 2, abandonShare: 0.05 },
      hours: { zone: 'America/Sao_Paulo', sunday: [], days: { '2026-12-24': [] } },
      overflow: [{ waitedMs: 0 }, { expectedMs: 0 }],
      callback: { most: 10, answerMs: 10_000 },
    });
    expect(readAcdQueue(JSON.parse(JSON.stringify({ ...queue, hours: undefined })))).toMatchObject({
      id: 'vip',
    });
  });

  test('names the place of what is wrong, what stands there, and what should', () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ strategy: 'random' }, 'queue.strategy is "random": write one of longest_idle, fewest_calls, rank'],
      [{ offerMs: 200_000 }, 'queue.offerMs is 200000: write a whole number from 1000 to 120000.'],
      [{ goal: { serviceLevel: 90 } }, 'queue.goal.serviceLevel is 90: write a share between 0 and 1'],
      [{ needs: [{ skill: 'a b' }] }, 'queue.needs[0].skill is "a b"'],
      [{ needs: [{ skill: 'x' }, { skill: 'x' }] }, 'each skill once'],
      [
        { hours: { weekday: ['8:00-20:00'] } },
        'queue.hours.weekday[0] is "8:00-20:00": write a span such as',
      ],
      [{ hours: { weekday: ['13:00-20:00', '08:00-14:00'] } }, 'queue.hours.weekday[1]'],
      [{ hours: { zone: 'Europe/Berlin' } }, 'queue.hours.zone is "Europe/Berlin"'],
      [{ hours: { days: { '2026-02-30': [] } } }, 'queue.hours.days is "2026-02-30"'],
      [{ overflow: [{ to: { kind: 'queue', queueId: 'q' } }] }, 'another queue than its own'],
      [{ announcements: { everyMs: 1000 } }, 'queue.announcements.everyMs is 1000'],
      [{ prioridade: 1 }, 'queue.prioridade is no setting here'],
      [{ name: '' }, 'queue.name is "": write 1 to 80 characters'],
    ];
    for (const [change, words] of wrong) {
      expect(refusal({ id: 'q', ...change })).toContain(words);
    }
    expect(refusal({})).toContain('queue.id is nothing');
  });

  test('refuses whatever is no queue without any other harm', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(refusal(stored).startsWith('queue')).toBe(true);
      }),
    );
  });
});
