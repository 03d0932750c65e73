import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { announce, announcementDueMs, HEARD_NOTHING } from '../../../src/core/acd/announcement.js';
import type { ExpectedWait } from '../../../src/core/acd/expected-wait.js';

const PLAN = { firstMs: 20_000, everyMs: 45_000, sayPosition: true, sayWait: true, mostMinutes: 10 };
const wait = (ninetyMs: number): ExpectedWait => ({ meanMs: ninetyMs / 2, medianMs: ninetyMs / 2, ninetyMs });

describe('what somebody who waits is told', () => {
  test('his place, and minutes within which nine in ten are served, rounded up', () => {
    expect(announce(PLAN, HEARD_NOTHING, 3, wait(121_000), 0).parts).toEqual([
      { kind: 'position', position: 3 },
      { kind: 'within', minutes: 3 },
    ]);
    expect(announce(PLAN, HEARD_NOTHING, 1, wait(5000), 0).parts[1]).toEqual({ kind: 'within', minutes: 1 });
    expect(announce(PLAN, HEARD_NOTHING, 40, wait(7_200_000), 0).parts[1]).toEqual({
      kind: 'overMinutes',
      minutes: 10,
    });
  });

  test('no minutes where no agent serves the line, and thanks where nothing may be said', () => {
    expect(announce(PLAN, HEARD_NOTHING, 2, null, 0).parts).toEqual([{ kind: 'position', position: 2 }]);
    const silent = { ...PLAN, sayPosition: false };
    expect(announce(silent, HEARD_NOTHING, 2, null, 0).parts).toEqual([{ kind: 'thanks' }]);
  });

  test('comes when it is due, counted from the one before', () => {
    expect(announcementDueMs(PLAN, HEARD_NOTHING, 1000)).toBe(21_000);
    expect(announcementDueMs(PLAN, announce(PLAN, HEARD_NOTHING, 1, null, 22_000).heard, 1000)).toBe(67_000);
  });

  test('is never worse than what he heard before, whoever is let in before him', () => {
    const line = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 2_000_000 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(line, (story) => {
        let heard = HEARD_NOTHING;
        let [lastPosition, lastMinutes] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
        for (const [i, [position, ninetyMs]] of story.entries()) {
          const said = announce(PLAN, heard, position, wait(ninetyMs), i);
          heard = said.heard;
          expect(said.parts.length).toBeGreaterThan(0);
          for (const part of said.parts) {
            if (part.kind === 'position') {
              expect(part.position).toBe(position);
              expect(part.position).toBeLessThanOrEqual(lastPosition);
              lastPosition = part.position;
            } else if (part.kind === 'within') {
              expect(part.minutes * 60_000).toBeGreaterThanOrEqual(ninetyMs);
              expect(part.minutes).toBeLessThanOrEqual(lastMinutes);
              lastMinutes = part.minutes;
            } else if (part.kind === 'overMinutes') {
              expect(lastMinutes).toBe(Number.POSITIVE_INFINITY);
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
