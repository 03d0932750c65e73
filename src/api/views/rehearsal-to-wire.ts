import type { RehearsalOut } from '../../contract/cadence-wire.js';
import { BRASILIA } from '../../core/kernel/civil-time.js';
import { wallClock } from '../../core/kernel/wall-clock.js';
import type { Rehearsal } from '../../core/retry/rehearse-cadence.js';

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
