import { payrollFor, type Shifts, type Shrinkage, staffFor } from './shrinkage.js';
import type { Figure } from './sizing-report.js';

const CONTRACTS = 'service contracts of Brazilian centres; NR-17, annex II (pauses, six hours)';

/** The figures from agents on the floor to the payroll, and the people around them. */
export function staffingFigures(
  onFloor: number,
  shrinkage: Shrinkage,
  shifts: Shifts,
): Readonly<Record<string, Figure>> {
  const { seats, shiftsADay, payroll } = payrollFor(onFloor, shrinkage, shifts);
  const staff = staffFor(seats);
  const figure = (value: number, unit: string, how: string): Figure => ({
    value: Math.ceil(value - 1e-9),
    unit,
    how,
    source: CONTRACTS,
  });
  return {
    seats: figure(seats, 'seats', 'agents / (adherence × (1 − breaks))'),
    shiftsADay: figure(
      shiftsADay,
      'shifts a day',
      'agents / (adherence × (1 − breaks)) × openHours / shiftHours',
    ),
    payroll: figure(
      payroll,
      'people',
      'shifts / ((1 − holidays) × (1 − absence) × (1 − turnover) × (1 − training)), before rounding',
    ),
    supervisors: figure(staff.supervisors, 'people a shift', 'seats / 20'),
    coordinators: figure(staff.coordinators, 'people a shift', 'supervisors / 10'),
    monitors: figure(staff.monitors, 'people a shift', 'seats / 40 (quality)'),
    trainers: figure(staff.trainers, 'people a shift', 'seats / 60'),
  };
}
