import { describe, expect, it } from 'vitest';
import {
  CONTRACT_SHRINKAGE,
  onFloorFrom,
  payrollFor,
  type Shrinkage,
  staffFor,
} from '../../../src/core/sizing/shrinkage.js';

const DAY = { openHours: 12, shiftHours: 6 };
const NONE: Shrinkage = { adherence: 1, breaks: 0, holidays: 0, absence: 0, turnover: 0, training: 0 };

describe('shrinkage', () => {
  it('takes each share of what the one before has left', () => {
    // 0.92 × 0.8815 at the seat; 0.95 × 0.96 × 0.96 present.
    const { seats, shiftsADay, payroll } = payrollFor(100, CONTRACT_SHRINKAGE, DAY);
    expect(seats).toBeCloseTo(100 / 0.81098, 9);
    expect(shiftsADay).toBeCloseTo(2 * seats, 9);
    expect(payroll).toBeCloseTo(shiftsADay / 0.87552, 9);
  });

  it('leaves as many as there are when nobody is ever away', () => {
    expect(payrollFor(100, NONE, { openHours: 6, shiftHours: 6 }).payroll).toBe(100);
  });

  it('comes back from the payroll to the agents on the floor', () => {
    for (const agents of [1, 17, 300, 4000]) {
      const { payroll } = payrollFor(agents, CONTRACT_SHRINKAGE, DAY);
      expect(onFloorFrom(payroll, CONTRACT_SHRINKAGE, DAY)).toBeCloseTo(agents, 9);
    }
  });

  it('leads, checks and teaches by the contract’s spans', () => {
    expect(staffFor(370)).toEqual({ supervisors: 19, coordinators: 2, monitors: 10, trainers: 7 });
    expect(staffFor(1)).toEqual({ supervisors: 1, coordinators: 1, monitors: 1, trainers: 1 });
  });

  it.each([
    ['adherence', { adherence: 0 }],
    ['breaks', { breaks: 1 }],
    ['absence', { absence: -0.1 }],
    ['training', { training: Number.NaN }],
  ])('refuses nonsense in %s', (name, part) => {
    expect(() => payrollFor(10, { ...CONTRACT_SHRINKAGE, ...part }, DAY)).toThrow(new RegExp(`${name} is`));
  });

  it('refuses a shift without hours', () => {
    expect(() => payrollFor(10, CONTRACT_SHRINKAGE, { openHours: 12, shiftHours: 0 })).toThrow(
      /shiftHours is 0/,
    );
  });
});
