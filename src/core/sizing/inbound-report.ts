import {
  agentsForInbound,
  forecastInbound,
  type InboundForecast,
  type InboundLimits,
  type InboundLoad,
} from './erlang-a.js';
import { agentsForErlangC, erlangCServiceLevel } from './erlang-c.js';
import { CONTRACT_SHRINKAGE, type Shifts, type Shrinkage } from './shrinkage.js';
import { requireNotNegative, requirePositive } from './sizing-input.js';
import { type Figure, type SizingReport, withDefaults } from './sizing-report.js';
import { staffingFigures } from './staffing-figures.js';

/** An interval's load and what is wanted of it. */
export interface InboundPlan extends Shrinkage, Shifts {
  readonly callsPerHour: number;
  readonly talkSeconds: number;
  readonly wrapSeconds: number;
  readonly patienceSeconds: number;
  readonly withinSeconds: number;
  readonly shortSeconds: number;
  readonly serviceLevel: number;
  /** The most that may hang up; 1: no limit. */
  readonly mostAbandoned: number;
}

export type InboundFacts = Pick<InboundPlan, 'callsPerHour' | 'talkSeconds'> & Partial<InboundPlan>;

/** Patience is to be measured: the time all callers waited over the number of those who hung up. */
export const INBOUND_DEFAULTS = {
  wrapSeconds: 15,
  patienceSeconds: 120,
  withinSeconds: 20,
  shortSeconds: 2,
  serviceLevel: 0.8,
  mostAbandoned: 1,
  openHours: 10,
  shiftHours: 6,
  ...CONTRACT_SHRINKAGE,
} as const satisfies Partial<InboundPlan>;

const ERLANG_A = 'Erlang A (M/M/n+M): Palm 1946, Zeltyn and Mandelbaum 2005';

function waitFigures(forecast: InboundForecast, withinSeconds: number): Record<string, Figure> {
  const figure = (value: number, unit: string, how: string): Figure => ({
    value,
    unit,
    how,
    source: ERLANG_A,
  });
  return {
    occupancy: figure(forecast.occupancy, 'of the agents’ time', 'loadErlangs × (1 − abandonShare) / agents'),
    waitShare: figure(forecast.waitShare, 'of the calls', 'P(wait > 0)'),
    meanWaitSeconds: figure(
      forecast.meanWaitSeconds,
      's',
      'abandonShare × patienceSeconds: over all calls, those who hang up too',
    ),
    meanWaitOfWaitersSeconds: figure(
      forecast.meanWaitOfWaitersSeconds,
      's',
      'meanWaitSeconds / waitShare (TME)',
    ),
    serviceLevel: figure(
      forecast.serviceLevel,
      'of the calls received',
      `answered within ${withinSeconds} s (INS)`,
    ),
    abandonShare: figure(forecast.abandonShare, 'of the calls received', 'P(patience < offered wait) (IAB)'),
    shortAbandonShare: figure(
      forecast.shortAbandonShare,
      'of the calls received',
      'hung up within shortSeconds; some contracts leave these out',
    ),
    meanQueue: figure(forecast.meanQueue, 'callers', 'calls a second × meanWaitSeconds'),
  };
}

/** What `agents` make of the load, or without them the least that keep the goal. */
export function inboundReport(facts: InboundFacts, agents: number | null): SizingReport {
  const { plan, inputs } = withDefaults<InboundPlan>(facts, INBOUND_DEFAULTS);
  requirePositive('callsPerHour', plan.callsPerHour);
  requirePositive('talkSeconds', plan.talkSeconds);
  requireNotNegative('wrapSeconds', plan.wrapSeconds);
  requireNotNegative('openHours', plan.openHours, 24);
  const { callsPerHour, patienceSeconds, withinSeconds, shortSeconds, serviceLevel, mostAbandoned } = plan;
  const handleSeconds = plan.talkSeconds + plan.wrapSeconds;
  const load: InboundLoad = { callsPerHour, handleSeconds, patienceSeconds };
  const limits: InboundLimits = { withinSeconds, shortSeconds };
  const abandonGoal = mostAbandoned === 1 ? {} : { abandonShare: mostAbandoned };
  const forecast =
    agents === null
      ? agentsForInbound(load, { ...limits, serviceLevel, ...abandonGoal })
      : forecastInbound(load, agents, limits);
  const figure = (value: number, unit: string, how: string, source: string): Figure => ({
    value,
    unit,
    how,
    source,
  });
  const offered = forecast.loadErlangs;
  return {
    kind: 'inbound',
    inputs,
    figures: {
      loadErlangs: figure(
        offered,
        'erlangs',
        'callsPerHour × (talkSeconds + wrapSeconds) / 3600',
        'Little’s law',
      ),
      agents: figure(
        forecast.agents,
        'agents on the floor',
        agents === null
          ? 'the least whole number that keeps serviceLevel, and mostAbandoned if given'
          : 'given',
        ERLANG_A,
      ),
      ...waitFigures(forecast, withinSeconds),
      erlangCAgents: figure(
        agentsForErlangC(offered, handleSeconds, serviceLevel, withinSeconds),
        'agents on the floor',
        'the same goal if nobody hung up, as many contracts reckon',
        'Erlang C',
      ),
      erlangCServiceLevel: figure(
        erlangCServiceLevel(forecast.agents, offered, handleSeconds, withinSeconds),
        'of the calls received',
        'these agents if nobody hung up; 0 where the queue would grow without end',
        'Erlang C',
      ),
      ...staffingFigures(forecast.agents, plan, plan),
    },
    notes: [
      'Steady load over the interval: size each half hour by its own calls; openHours multiplies one interval’s agents.',
      ...(inputs['patienceSeconds']?.source === 'default'
        ? ['patienceSeconds is a guess: measure it as the time all callers waited / callers who hung up.']
        : []),
    ],
  };
}
