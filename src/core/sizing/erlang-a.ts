import { CadenciaError } from '../kernel/errors.js';
import { erlangB } from './erlang-b.js';
import { erlangC, erlangCMeanWaitSeconds, erlangCServiceLevel } from './erlang-c.js';
import {
  MOST_SERVERS,
  requireCount,
  requireNotNegative,
  requireOpenShare,
  requirePositive,
} from './sizing-input.js';

/*
 * Erlang A (M/M/n+M; Palm 1946, Baccelli and Hebuterne 1981, Zeltyn and Mandelbaum 2005): callers who wait hang up
 * after an exponential patience.
 *
 * The wait v that a caller of endless patience would meet has the density λ·π(n−1)·e^φ(v) for v > 0, with
 * φ(v) = λ·(1 − e^(−θv))/θ − nμ·v, and no wait the weight π(n−1)/B(n−1). Every figure is an integral of a positive
 * function over that density, so nothing cancels. φ is concave: the integrals run from where e^φ is nothing to where it
 * is nothing again, cut at its peak, and the peak is taken out as a factor, so nothing overflows under overload either.
 */

/** Calls that come in, and how long callers and agents take. */
export interface InboundLoad {
  readonly callsPerHour: number;
  /** Talk and wrap-up (TMO). */
  readonly handleSeconds: number;
  /** Mean time a caller would wait; `Infinity`: nobody hangs up (Erlang C). */
  readonly patienceSeconds: number;
}

/** What `agents` make of a load. Shares are of all calls offered. */
export interface InboundForecast {
  readonly agents: number;
  readonly loadErlangs: number;
  readonly occupancy: number;
  /** P(wait > 0). */
  readonly waitShare: number;
  /** Mean time in the queue of all callers, those who hang up with what they waited. */
  readonly meanWaitSeconds: number;
  /** The same of those who waited at all. */
  readonly meanWaitOfWaitersSeconds: number;
  /** Answered within the limit, of all calls received (INS). */
  readonly serviceLevel: number;
  readonly abandonShare: number;
  /** Hung up within `shortSeconds`; some contracts take these out of both sides. */
  readonly shortAbandonShare: number;
  /** Mean number of callers in the queue. */
  readonly meanQueue: number;
}

export interface InboundLimits {
  /** The service level's T. */
  readonly withinSeconds: number;
  /** Abandonments up to here are short ones; 2 s in the contracts that exclude them. */
  readonly shortSeconds?: number;
}

/** What has to be kept: the service level, and if given the abandonment. */
export interface InboundGoal extends InboundLimits {
  readonly serviceLevel: number;
  readonly abandonShare?: number;
}

/** Where e^φ has fallen to 1e-17 of its peak. */
const NOTHING = Math.log(1e17);
const PANELS = 8;

/** Gauss–Legendre, 16 points on [−1, 1], the positive half. */
const NODES: readonly (readonly [number, number])[] = [
  [0.09501250983763744, 0.1894506104550685],
  [0.2816035507792589, 0.1826034150449236],
  [0.45801677765722737, 0.16915651939500254],
  [0.6178762444026438, 0.14959598881657674],
  [0.755404408355003, 0.12462897125553388],
  [0.8656312023878318, 0.09515851168249279],
  [0.9445750230732326, 0.062253523938647894],
  [0.9894009349916499, 0.027152459411754096],
];

function integrate(low: number, high: number, f: (x: number) => number): number {
  const half = (high - low) / (2 * PANELS);
  let sum = 0;
  for (let panel = 0; panel < PANELS && half > 0; panel++) {
    const middle = low + (2 * panel + 1) * half;
    for (const [node, weight] of NODES) {
      sum += weight * (f(middle - half * node) + f(middle + half * node));
    }
  }
  return sum * half;
}

/** The x between `inside`, where `f` is above `level`, and `outside`, where it is not. */
function crossing(f: (x: number) => number, level: number, inside: number, outside: number): number {
  let [above, below] = [inside, outside];
  for (let i = 0; i < 60; i++) {
    const middle = (above + below) / 2;
    if (f(middle) > level) {
      above = middle;
    } else {
      below = middle;
    }
  }
  return below;
}

/** The density of the offered wait, as far as it matters, over its peak. */
interface OfferedWait {
  readonly cuts: readonly number[];
  readonly logPeak: number;
  density(wait: number): number;
}

function offeredWait(arrivals: number, drain: number, leave: number, limits: readonly number[]): OfferedWait {
  const phi = (v: number): number => (-arrivals * Math.expm1(-leave * v)) / leave - drain * v;
  const peak = Math.max(0, Math.log(arrivals / drain) / leave);
  const logPeak = phi(peak);
  const level = logPeak - NOTHING;
  let reach = 1 / drain;
  while (phi(peak + reach) > level) {
    reach *= 2;
  }
  const end = crossing(phi, level, peak, peak + reach);
  const start = phi(0) > level ? 0 : crossing(phi, level, peak, 0);
  const inner = [peak, ...limits].filter((cut) => cut > start && cut < end);
  return {
    cuts: [start, ...inner.sort((one, other) => one - other), end],
    logPeak,
    density: (v) => Math.exp(phi(v) - logPeak),
  };
}

/** ∫ f·density from 0 to `limit`. */
function weigh(wait: OfferedWait, limit: number, f: (v: number) => number): number {
  let sum = 0;
  for (let i = 0; i + 1 < wait.cuts.length; i++) {
    const low = wait.cuts[i] ?? 0;
    const high = Math.min(wait.cuts[i + 1] ?? 0, limit);
    sum += high > low ? integrate(low, high, (v) => f(v) * wait.density(v)) : 0;
  }
  return sum;
}

function checked(load: InboundLoad, limits: InboundLimits): void {
  requireNotNegative('callsPerHour', load.callsPerHour);
  requirePositive('handleSeconds', load.handleSeconds);
  if (load.patienceSeconds !== Number.POSITIVE_INFINITY) {
    requirePositive('patienceSeconds', load.patienceSeconds);
  }
  requireNotNegative('withinSeconds', limits.withinSeconds);
  requireNotNegative('shortSeconds', limits.shortSeconds ?? 0);
}

/** What that many agents make of the load, in the steady state. */
export function forecastInbound(load: InboundLoad, agents: number, limits: InboundLimits): InboundForecast {
  checked(load, limits);
  requireCount('agents', agents);
  return forecast(load, agents, limits, erlangB(agents - 1, loadErlangs(load)));
}

/** Calls an hour times their length. */
export function loadErlangs({ callsPerHour, handleSeconds }: InboundLoad): number {
  return (callsPerHour * handleSeconds) / 3600;
}

/** `blocking` is B(agents − 1), which whoever tries many sizes need not compute again. */
function forecast(
  load: InboundLoad,
  agents: number,
  limits: InboundLimits,
  blocking: number,
): InboundForecast {
  const arrivals = load.callsPerHour / 3600;
  const offered = loadErlangs(load);
  if (arrivals === 0) {
    return withoutWait(agents);
  }
  if (load.patienceSeconds === Number.POSITIVE_INFINITY) {
    return withoutAbandonment(load, agents, limits, offered);
  }
  const leave = 1 / load.patienceSeconds;
  const { withinSeconds, shortSeconds = 0 } = limits;
  const wait = offeredWait(arrivals, agents / load.handleSeconds, leave, [withinSeconds, shortSeconds]);
  const always = Number.POSITIVE_INFINITY;
  // Weights over λ·π(n−1)·e^logPeak.
  const free = blocking === 0 ? always : 1 / (arrivals * blocking * Math.exp(wait.logPeak));
  if (free === always) {
    return { ...withoutWait(agents), loadErlangs: offered, occupancy: offered / agents };
  }
  const waits = weigh(wait, always, () => 1);
  const all = free + waits;
  const left = weigh(wait, always, (v) => -Math.expm1(-leave * v)) / all;
  const soon = weigh(wait, withinSeconds, (v) => Math.exp(-leave * v)) / all;
  const short = weigh(wait, always, (v) => -Math.expm1(-leave * Math.min(v, shortSeconds))) / all;
  const waitShare = waits / all;
  return {
    agents,
    loadErlangs: offered,
    occupancy: (offered * (1 - left)) / agents,
    waitShare,
    meanWaitSeconds: left / leave,
    meanWaitOfWaitersSeconds: waitShare === 0 ? 0 : left / leave / waitShare,
    serviceLevel: Math.min(1, free / all + soon),
    abandonShare: left,
    shortAbandonShare: short,
    meanQueue: (arrivals * left) / leave,
  };
}

function withoutWait(agents: number): InboundForecast {
  return {
    agents,
    loadErlangs: 0,
    occupancy: 0,
    waitShare: 0,
    meanWaitSeconds: 0,
    meanWaitOfWaitersSeconds: 0,
    serviceLevel: 1,
    abandonShare: 0,
    shortAbandonShare: 0,
    meanQueue: 0,
  };
}

function withoutAbandonment(
  { callsPerHour, handleSeconds }: InboundLoad,
  agents: number,
  { withinSeconds }: InboundLimits,
  offered: number,
): InboundForecast {
  const meanWaitSeconds = erlangCMeanWaitSeconds(agents, offered, handleSeconds);
  return {
    ...withoutWait(agents),
    loadErlangs: offered,
    occupancy: Math.min(1, offered / agents),
    waitShare: erlangC(agents, offered),
    meanWaitSeconds,
    meanWaitOfWaitersSeconds:
      offered < agents ? handleSeconds / (agents - offered) : Number.POSITIVE_INFINITY,
    serviceLevel: erlangCServiceLevel(agents, offered, handleSeconds, withinSeconds),
    meanQueue: (callsPerHour / 3600) * meanWaitSeconds,
  };
}

/** The least agents that keep the goal; its forecast says with what. More agents never serve worse, so it bisects. */
export function agentsForInbound(load: InboundLoad, goal: InboundGoal): InboundForecast {
  checked(load, goal);
  requireOpenShare('serviceLevel', goal.serviceLevel);
  if (goal.abandonShare !== undefined) {
    requireOpenShare('abandonShare', goal.abandonShare);
  }
  const keeps = ({ serviceLevel, abandonShare }: InboundForecast): boolean =>
    serviceLevel >= goal.serviceLevel && abandonShare <= (goal.abandonShare ?? 1);
  let short = 0;
  let found = forecastInbound(load, 1, goal);
  while (!keeps(found)) {
    short = found.agents;
    if (short === MOST_SERVERS) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `Not even ${MOST_SERVERS} agents keep this goal. Look at the calls an hour and the goal.`,
      });
    }
    found = forecastInbound(load, Math.min(2 * short, MOST_SERVERS), goal);
  }
  while (found.agents - short > 1) {
    const tried = forecastInbound(load, Math.floor((short + found.agents) / 2), goal);
    if (keeps(tried)) {
      found = tried;
    } else {
      short = tried.agents;
    }
  }
  return found;
}
