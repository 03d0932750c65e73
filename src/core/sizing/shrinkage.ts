import { requireNotNegative, requirePositive, requireShare, requireShareBelowOne } from './sizing-input.js';

/** What of paid time does not come to the telephone. Shares of what the factor before has left. */
export interface Shrinkage {
  /** Share of the planned time that agents are in fact at their posts. */
  readonly adherence: number;
  /** Pauses of NR-17, annex II, within the shift. */
  readonly breaks: number;
  readonly holidays: number;
  readonly absence: number;
  /** Posts vacant, or filled by who is not yet on the floor. */
  readonly turnover: number;
  readonly training: number;
}

/** As service contracts of Brazilian centres reckon; they name no share for training. */
export const CONTRACT_SHRINKAGE: Shrinkage = {
  adherence: 0.92,
  breaks: 0.1185,
  holidays: 0.05,
  absence: 0.04,
  turnover: 0.04,
  training: 0,
};

export interface Shifts {
  /** Hours a day that the posts are to be filled. */
  readonly openHours: number;
  /** Hours of an agent's day; NR-17, annex II, allows six at the telephone, pauses included. */
  readonly shiftHours: number;
}

/** From agents on the floor to people on the payroll, in steps. Not rounded: whoever shows them rounds up. */
export interface Payroll {
  /** Workplaces filled at once, so that the agents wanted are ready on average. */
  readonly seats: number;
  /** Shifts worked on a day. */
  readonly shiftsADay: number;
  readonly payroll: number;
}

/** Agents who lead, check and teach; one contract's spans. */
export const CONTRACT_SPANS = { supervisor: 20, coordinator: 10, monitor: 40, trainer: 60 } as const;

/** People around the agents of a shift. */
export interface Staff {
  readonly supervisors: number;
  readonly coordinators: number;
  readonly monitors: number;
  readonly trainers: number;
}

function factors(shrinkage: Shrinkage): { readonly atSeat: number; readonly present: number } {
  const { adherence, breaks, holidays, absence, turnover, training } = shrinkage;
  requireShare('adherence', adherence);
  for (const [name, value] of Object.entries({ breaks, holidays, absence, turnover, training })) {
    requireShareBelowOne(name, value);
  }
  return {
    atSeat: adherence * (1 - breaks),
    present: (1 - holidays) * (1 - absence) * (1 - turnover) * (1 - training),
  };
}

function turnsOf({ openHours, shiftHours }: Shifts): number {
  requirePositive('openHours', openHours);
  requirePositive('shiftHours', shiftHours);
  return openHours / shiftHours;
}

/** People to employ so that `onFloor` agents are logged in and not on a pause throughout the open hours. */
export function payrollFor(onFloor: number, shrinkage: Shrinkage, shifts: Shifts): Payroll {
  requireNotNegative('agents', onFloor);
  const { atSeat, present } = factors(shrinkage);
  const seats = onFloor / atSeat;
  const shiftsADay = seats * turnsOf(shifts);
  return { seats, shiftsADay, payroll: shiftsADay / present };
}

/** Agents that a payroll brings to the floor: the inverse of `payrollFor`. */
export function onFloorFrom(payroll: number, shrinkage: Shrinkage, shifts: Shifts): number {
  requirePositive('payroll', payroll);
  const { atSeat, present } = factors(shrinkage);
  return (payroll * present * atSeat) / turnsOf(shifts);
}

/** Supervisors, coordinators, monitors and trainers for so many seats of one shift. */
export function staffFor(seats: number, spans: typeof CONTRACT_SPANS = CONTRACT_SPANS): Staff {
  const supervisors = Math.ceil(seats / spans.supervisor);
  return {
    supervisors,
    coordinators: Math.ceil(supervisors / spans.coordinator),
    monitors: Math.ceil(seats / spans.monitor),
    trainers: Math.ceil(seats / spans.trainer),
  };
}
