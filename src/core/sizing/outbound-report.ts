import { CadenciaError } from '../kernel/errors.js';
import { ACHIEVABLE_OCCUPANCY } from './achievable-occupancy-table.js';
import { daysOfBase, listYield } from './list-consumption.js';
import {
  agentsForOutbound,
  CPS_WITHIN,
  type OutboundDay,
  type OutboundGoal,
  outboundDay,
  outboundTrunks,
  setupSeconds,
} from './outbound-day.js';
import { OUTBOUND_DEFAULTS, type OutboundPlan } from './outbound-plan.js';
import { onFloorFrom } from './shrinkage.js';
import { requireCount, requirePositive } from './sizing-input.js';
import { type Figure, type SizingReport, withDefaults } from './sizing-report.js';
import { staffingFigures } from './staffing-figures.js';

/** Those inputs without which nothing can be said. */
export type OutboundFacts = Pick<OutboundPlan, 'answerShare' | 'rightPartyShare' | 'talkSeconds'> &
  Partial<OutboundPlan>;

/** From where one reckons: a day's goal, agents on the floor, or people on the payroll. */
export type OutboundStart =
  | { readonly from: 'goal'; readonly goal: OutboundGoal; readonly perDay: number }
  | { readonly from: 'agents'; readonly agents: number }
  | { readonly from: 'payroll'; readonly payroll: number };

export interface OutboundOptions {
  /** Contacts of a base, to say how long it lasts. */
  readonly baseContacts?: number;
}

const ARITHMETIC = 'arithmetic of the inputs';

function startDay(plan: OutboundPlan, start: OutboundStart): OutboundDay {
  switch (start.from) {
    case 'goal': {
      return agentsForOutbound(plan, start.goal, start.perDay);
    }
    case 'agents': {
      return outboundDay(plan, start.agents);
    }
    case 'payroll': {
      const onFloor = Math.floor(onFloorFrom(requireCount('payroll', start.payroll), plan, plan) + 1e-9);
      if (onFloor === 0) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: `A payroll of ${start.payroll} does not fill one post through ${plan.openHours} open hours: give more people or fewer hours.`,
        });
      }
      return outboundDay(plan, onFloor);
    }
  }
}

function howAgents(start: OutboundStart): string {
  switch (start.from) {
    case 'goal': {
      return `the least whole number whose day brings ${start.perDay} (${start.goal})`;
    }
    case 'agents': {
      return 'given';
    }
    case 'payroll': {
      return `${start.payroll} people less shrinkage: payroll × shiftHours / openHours × what the shares leave`;
    }
  }
}

function dayFigures(plan: OutboundPlan, day: OutboundDay, start: OutboundStart): Record<string, Figure> {
  const plain = (value: number, unit: string, how: string): Figure => ({
    value,
    unit,
    how,
    source: ARITHMETIC,
  });
  const capped = day.occupancy >= plan.targetOccupancy && plan.targetOccupancy < 1;
  return {
    agents: plain(day.agents, 'agents on the floor', howAgents(start)),
    occupancy: {
      value: day.occupancy,
      unit: 'talk / (talk + idle)',
      how: capped
        ? 'targetOccupancy, which is below what was measured'
        : 'interpolated by agents, answerShare, talkSeconds and abandonCap',
      source: capped ? 'given' : ACHIEVABLE_OCCUPANCY.source,
    },
    connectedPerAgentHour: plain(
      day.connectedPerAgentHour,
      'people',
      '3600 / (talkSeconds / occupancy + wrapSeconds)',
    ),
    connected: plain(day.connected, 'people a day', 'agents × openHours × connectedPerAgentHour'),
    rightParty: plain(day.rightParty, 'contacts a day', 'connected × rightPartyShare'),
    ...(plan.promiseShare > 0
      ? { promises: plain(day.promises, 'promises a day', 'rightParty × promiseShare') }
      : {}),
    abandoned: plain(day.abandoned, 'people a day', 'at most connected × abandonCap / (1 − abandonCap)'),
    attempts: plain(day.attempts, 'attempts a day', 'connected / (1 − abandonCap) / answerShare'),
    attemptsPerAgent: plain(
      day.attempts / day.agents,
      'attempts a day',
      'attempts / agents, over all open hours of a post',
    ),
  };
}

function trunkFigures(plan: OutboundPlan, agents: number): Record<string, Figure> {
  const trunks = outboundTrunks(plan, agents);
  const setup = setupSeconds(plan, plan.leastAnswerShare).toFixed(1);
  return {
    attemptsPerSecond: {
      value: trunks.attemptsPerSecond,
      unit: 'calls/s',
      how: 'mean at the hour that answers least: agents × connected an hour / (1 − abandonCap) / leastAnswerShare / 3600',
      source: ARITHMETIC,
    },
    callsPerSecond: {
      value: trunks.callsPerSecond,
      unit: 'calls/s (CPS)',
      how: `enough for the calls of ${100 * CPS_WITHIN} % of all seconds, the others wait a second`,
      source: 'quantile of the Poisson distribution',
    },
    ringingErlangs: {
      value: trunks.setupErlangs,
      unit: 'erlangs',
      how: `attempts a second × ${setup} s that an attempt dials, rings and is listened to`,
      source: 'Little’s law',
    },
    talkingErlangs: {
      value: trunks.talkErlangs,
      unit: 'erlangs',
      how: 'answers a second × talkSeconds (the drop message for those abandoned)',
      source: 'Little’s law',
    },
    lines: {
      value: trunks.lines,
      unit: 'channels of the trunks',
      how: `the least with B(lines, ringing + talking) ≤ ${plan.blocking}`,
      source: 'Erlang B',
    },
  };
}

function listFigures(
  plan: OutboundPlan,
  day: OutboundDay,
  { baseContacts }: OutboundOptions,
): Record<string, Figure> {
  const yields = listYield(day.rightParty / day.attempts, plan);
  const source =
    'retry cadence: maxTries, triesADay, decay; a contact leaves when the right person is reached';
  const figure = (value: number, unit: string, how: string): Figure => ({ value, unit, how, source });
  return {
    triesAContact: figure(yields.triesAContact, 'tries', 'mean until reached or given up'),
    reachedShare: figure(yields.reachedShare, 'of the contacts', '1 − product of (1 − chance of each try)'),
    newContacts: figure(
      Math.ceil(day.attempts / yields.triesAContact - 1e-9),
      'contacts a day',
      'attempts / triesAContact',
    ),
    contactsInList: figure(
      Math.ceil((day.attempts / yields.triesAContact) * yields.daysInList - 1e-9),
      'contacts at any time',
      'newContacts × days in the list (triesAContact / triesADay, at least one)',
    ),
    ...(baseContacts === undefined
      ? {}
      : {
          baseDays: figure(
            daysOfBase(requirePositive('baseContacts', baseContacts), day.attempts, yields),
            'days',
            `${baseContacts} contacts × triesAContact / attempts`,
          ),
        }),
  };
}

function notesOf(day: OutboundDay): readonly string[] {
  const outside = day.outside.join(', ');
  return [
    ...(outside === ''
      ? []
      : [`Occupancy: outside of what was measured in ${outside}; the nearest measured value stands in.`]),
    'The occupancy is that of our own world of calls, a good day of steady answers; compare it with your log.',
    'Agents’ phones need channels of their own on the media server; trunk lines are counted here.',
  ];
}

/** Agents, people to employ, lines, calls a second and contacts of an outbound operation. */
export function outboundReport(
  facts: OutboundFacts,
  start: OutboundStart,
  options: OutboundOptions = {},
): SizingReport {
  const { plan, inputs } = withDefaults<OutboundPlan>(facts, {
    ...OUTBOUND_DEFAULTS,
    leastAnswerShare: facts.answerShare,
  });
  const day = startDay(plan, start);
  return {
    kind: 'outbound',
    inputs,
    figures: {
      ...dayFigures(plan, day, start),
      ...trunkFigures(plan, day.agents),
      ...listFigures(plan, day, options),
      ...staffingFigures(day.agents, plan, plan),
    },
    notes: notesOf(day),
  };
}
