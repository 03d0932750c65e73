import type { RehearsalOut } from '../../contract/cadence-wire.js';
import { BRASILIA, civilDate, civilTime } from '../../core/kernel/civil-time.js';
import type { Rehearsal } from '../../core/retry/rehearse-cadence.js';

function twoDigits(figure: number): string {
  return String(figure).padStart(2, '0');
}

function wallClock(atMs: number, zone: string): string {
  const at = civilTime(atMs, zone);
  return `${civilDate(atMs, zone)} ${twoDigits(at.hour)}:${twoDigits(at.minute)}:${twoDigits(at.second)}`;
}

/** A dry run with instants as people read them. */
export function rehearsalToWire({ tries, end }: Rehearsal, policy: string): RehearsalOut {
  return {
    policy,
    tries: tries.map(({ atMs, zones, why, ...rest }) => {
      const zone = zones[0] ?? BRASILIA;
      return {
        ...rest,
        at: new Date(atMs).toISOString(),
        local: wallClock(atMs, zone),
        zone,
        why: why.map(({ step, untilMs }) => ({ step, until: new Date(untilMs).toISOString() })),
      };
    }),
    end,
  };
}
