import type { EnginePorts } from './engine-ports.js';
import type { EventBus } from './event-bus.js';
import { PolicyLimits } from './policy-limits.js';
import { RouteDesk } from './route-desk.js';

/** What of the engine the ways out stand on. */
interface RouteParts {
  readonly bus: EventBus;
  /** This life of the engine, as the holder of units of calls. */
  readonly holder: string;
  /** Units of calls came in: who waited for them may try again. */
  readonly onUnits: () => void;
  /** A trunk or a line has changed. */
  readonly onChange: () => void;
}

/** The ways out of an engine, held to the limits of its policies unless its owner gave others. */
export function makeRoutes(ports: EnginePorts, parts: RouteParts): RouteDesk {
  const {
    engineId,
    rng,
    clock,
    coordination,
    usage,
    campaigns: store,
    lineWatch,
    lineWatchStore,
    ladders,
  } = ports;
  const policyLimits = new PolicyLimits(ports.policies);
  return new RouteDesk({
    ...parts,
    ...{ engineId, rng, clock, coordination, usage, store, lineWatch, lineWatchStore, ladders },
    sip: ports.sip ?? null,
    shiftedClock: ports.shiftedClock === true,
    limitsOf: ports.limitsOf ?? policyLimits.of.bind(policyLimits),
  });
}
