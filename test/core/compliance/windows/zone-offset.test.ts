import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  instantOfWallMs,
  stretchesOfWall,
  zoneOffsetMs,
} from '../../../../src/core/compliance/windows/zone-offset.js';
import { civilTime } from '../../../../src/core/kernel/civil-time.js';
import { DAY, HOUR, MINUTE } from '../../../../src/core/kernel/time.js';
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

describe('a span of a day', () => {
  /** The nights on which clocks of the country and of the north were put on or back. */
  const nights = ['2018-02-17', '2018-11-03', '2019-02-16', '2026-03-08', '2026-11-01', '2026-11-22'].map(at);

  it('is when the clock shows it: twice in a repeated hour, never in a skipped one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('America/Sao_Paulo', 'America/Cuiaba', 'America/Bahia', 'America/New_York'),
        fc.constantFrom(...nights),
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: 0, max: 95 }),
        fc.integer({ min: 1, max: 96 }),
        (zone, night, days, from, length) => {
          const fromWallMs = night + days * DAY + from * 15 * MINUTE;
          const toWallMs = Math.min(fromWallMs + length * 15 * MINUTE, night + (days + 1) * DAY);
          const stretches = stretchesOfWall(fromWallMs, toWallMs, zone);
          for (let ms = night; ms < night + 3 * DAY; ms += 7.5 * MINUTE) {
            for (const atMs of [ms - 1, ms]) {
              const wallMs = atMs + zoneOffsetMs(atMs, zone);
              const told = stretches.some((stretch) => atMs >= stretch.fromMs && atMs < stretch.toMs);
              expect(told).toBe(wallMs >= fromWallMs && wallMs < toWallMs);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
