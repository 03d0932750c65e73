import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOfWallMs, zoneOffsetMs } from '../../../../src/core/compliance/windows/zone-offset.js';
import { civilTime } from '../../../../src/core/kernel/civil-time.js';
import { HOUR } from '../../../../src/core/kernel/time.js';
import { DDD_TABLE } from '../../../../src/core/numbering/ddd-table.js';

const SAO_PAULO = 'America/Sao_Paulo';
const zones = [...new Set(Object.values(DDD_TABLE).flatMap((area) => area.zones))];
const at = (iso: string) => Date.parse(iso);

describe('the clock of a zone', () => {
  it('is that of the zone data at every instant', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones, 'America/New_York'),
        fc.integer({ min: at('2010-01-01T00:00Z'), max: at('2030-01-01T00:00Z') }),
        (zone, atMs) => {
          const wall = new Date(atMs + zoneOffsetMs(atMs, zone));
          const civil = civilTime(atMs, zone);
          expect([wall.getUTCDate(), wall.getUTCHours(), wall.getUTCMinutes()]).toEqual([
            civil.day,
            civil.hour,
            civil.minute,
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('changes to the millisecond when daylight saving begins and ends', () => {
    const begins = at('2018-11-04T03:00:00.000Z');
    expect(zoneOffsetMs(begins - 1, SAO_PAULO)).toBe(-3 * HOUR);
    expect(zoneOffsetMs(begins, SAO_PAULO)).toBe(-2 * HOUR);
    const ends = at('2019-02-17T02:00:00.000Z');
    expect(zoneOffsetMs(ends - 1, SAO_PAULO)).toBe(-2 * HOUR);
    expect(zoneOffsetMs(ends, SAO_PAULO)).toBe(-3 * HOUR);
  });

  it('gives the instant of a wall time, of a skipped one the change, of a repeated one the first', () => {
    const wall = (iso: string) => instantOfWallMs(at(`${iso}Z`), SAO_PAULO);
    expect(wall('2026-11-23T08:00')).toBe(at('2026-11-23T11:00Z'));
    expect(wall('2018-11-05T08:00')).toBe(at('2018-11-05T10:00Z'));
    expect(wall('2018-11-04T00:30')).toBe(at('2018-11-04T03:00Z'));
    expect(wall('2019-02-16T23:30')).toBe(at('2019-02-17T01:30Z'));
  });

  it('is never before the wall time it was asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('2016-01-01T00:00Z'), max: at('2028-01-01T00:00Z') }),
        (zone, wallMs) => {
          const atMs = instantOfWallMs(wallMs, zone);
          expect(atMs + zoneOffsetMs(atMs, zone)).toBeGreaterThanOrEqual(wallMs);
          expect(atMs - 1 + zoneOffsetMs(atMs - 1, zone)).toBeLessThan(wallMs + HOUR);
        },
      ),
      { numRuns: 300 },
    );
  });
});
