import { erlangB } from './erlang-b.js';
import { requireNotNegative, requireOpenShare, requirePositive } from './sizing-input.js';

/*
 * Erlang's delay formula (M/M/n): nobody hangs up. It overstates waits near full load and says nothing above it, where
 * the queue grows without end; `erlang-a.ts` is the model of people with patience. C = B·n / (n − a·(1 − B)).
 */

/** Share of calls that have to wait; 1 at and above a load of `servers` erlangs. Fractions of a server are allowed. */
export function erlangC(servers: number, load: number): number {
  requirePositive('servers', servers);
  requireNotNegative('load', load);
  if (load >= servers) {
    return 1;
  }
  const blocking = erlangB(servers, load);
  return (servers * blocking) / (servers - load * (1 - blocking));
}

/** Mean wait of all callers, those who do not wait among them; infinite at and above full load. */
export function erlangCMeanWaitSeconds(servers: number, load: number, handleSeconds: number): number {
  requirePositive('handleSeconds', handleSeconds);
  return load >= servers
    ? Number.POSITIVE_INFINITY
    : (erlangC(servers, load) * handleSeconds) / (servers - load);
}

/** Share of callers answered within `withinSeconds`; 0 at and above full load. */
export function erlangCServiceLevel(
  servers: number,
  load: number,
  handleSeconds: number,
  withinSeconds: number,
): number {
  requirePositive('handleSeconds', handleSeconds);
  requireNotNegative('withinSeconds', withinSeconds);
  return load >= servers
    ? 0
    : 1 - erlangC(servers, load) * Math.exp((-(servers - load) * withinSeconds) / handleSeconds);
}

/** The least agents that answer `serviceLevel` of the calls within `withinSeconds` when nobody hangs up. */
export function agentsForErlangC(
  load: number,
  handleSeconds: number,
  serviceLevel: number,
  withinSeconds: number,
): number {
  requireNotNegative('load', load);
  requireOpenShare('serviceLevel', serviceLevel);
  let agents = Math.floor(load) + 1;
  let blocking = erlangB(agents, load);
  for (;;) {
    const waits = (agents * blocking) / (agents - load * (1 - blocking));
    if (1 - waits * Math.exp((-(agents - load) * withinSeconds) / handleSeconds) >= serviceLevel) {
      return agents;
    }
    agents += 1;
    blocking = (load * blocking) / (agents + load * blocking);
  }
}
