import { campaignName, type WorldQuestion } from './world.js';

/** A campaign of a pool, as the pace protocol is told of it. */
export interface PoolPart {
  readonly cap: number;
  readonly weight: number;
}

/** The line that begins a run of several campaigns with one team. */
export function poolStart(
  parts: readonly PoolPart[],
  run: { readonly agents: number; readonly seconds: number; readonly amd: boolean },
) {
  return {
    type: 'start',
    protocol: 2,
    agents: run.agents,
    tick: 1,
    dropSec: 2,
    cap: Math.min(...parts.map(({ cap }) => cap)),
    duration: run.seconds,
    ringTimeout: 25,
    trunks: null,
    cps: null,
    amd: run.amd,
    campaigns: Object.fromEntries(parts.map(({ cap, weight }, c) => [campaignName(c), { cap, weight }])),
  };
}

/** What the world asks, as a line of the pace protocol. */
export function poolTick({ snapshot, t, shares, events }: WorldQuestion, parts: readonly PoolPart[]) {
  const talk = snapshot.busyAgents.filter(({ phase }) => phase === 'talking').length;
  const sum = (pick: (share: (typeof shares)[number]) => number): number =>
    shares.reduce((total, share) => total + pick(share), 0);
  return {
    type: 'tick',
    t,
    tick: 1,
    idle: snapshot.idleAgents,
    talk,
    wrap: snapshot.busyAgents.length - talk,
    paused: 0,
    inFlight: sum((share) => share.inFlight),
    waiting: sum((share) => share.waiting),
    answeredToday: sum((share) => share.connected),
    abandonedToday: sum((share) => share.drops),
    trunksFree: null,
    cps: null,
    placedLast: sum((share) => share.placedLast),
    placedByCampaign: Object.fromEntries(shares.map((share, c) => [campaignName(c), share.placedLast])),
    campaigns: Object.fromEntries(
      shares.map(({ inFlight, waiting, connected, drops }, c) => [
        campaignName(c),
        {
          cap: parts[c]!.cap,
          weight: parts[c]!.weight,
          inFlight,
          waiting,
          answeredToday: connected,
          abandonedToday: drops,
        },
      ]),
    ),
    events,
  };
}
