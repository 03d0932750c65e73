import { z } from 'zod';
import { REASONS } from '../core/outcome/outcome.js';
import {
  type FigureRange,
  MOST_DAYS_AFTER_FIRST,
  RETRY_FIGURES,
  RULE_FIGURES,
} from '../core/retry/read-retry-rules.js';
import { RETRY_PRESET_IDS } from '../core/retry/retry-presets.js';

/** A number within a range. */
export function figure({ least, most, whole }: FigureRange) {
  const number = z.number().min(least).max(most);
  return whole ? number.int() : number;
}

const retryRuleWire = z.strictObject({
  delayMs: figure(RULE_FIGURES.delayMs).describe('Wait before the next attempt'),
  growth: figure(RULE_FIGURES.growth).describe(
    'Multiplies the wait at each further attempt in a row so ended',
  ),
  nextPhone: z.boolean().describe('Go on with the best other phone'),
  dropPhone: z.boolean().describe('This phone is never dialled again'),
  endsContact: z.boolean().describe('No further attempt'),
  free: z.boolean().describe('Does not count as an attempt of the contact'),
  phoneRestMs: figure(RULE_FIGURES.phoneRestMs).describe('This phone rests at least so long'),
});

const limitsShape = {
  maxAttempts: figure(RETRY_FIGURES.maxAttempts).describe('Attempts of a contact in its life'),
  maxFreeAttempts: figure(RETRY_FIGURES.maxFreeAttempts).describe('Free attempts, after which one counts'),
  spacingMs: figure(RETRY_FIGURES.spacingMs).describe('Least time between two dials of the contact'),
  perDay: figure(RETRY_FIGURES.perDay).describe('Dials of the contact on a local date'),
  perSevenDays: figure(RETRY_FIGURES.perSevenDays).describe('Dials of the contact in any seven days'),
  perPhoneDay: figure(RETRY_FIGURES.perPhoneDay).describe('Dials of a phone on a local date'),
  perPhoneSevenDays: figure(RETRY_FIGURES.perPhoneSevenDays).describe('Dials of a phone in any seven days'),
  perPhoneLife: figure(RETRY_FIGURES.perPhoneLife).describe('Dials of a phone in its life in the mailing'),
  daysAfterFirst: z
    .number()
    .int()
    .min(0)
    .max(MOST_DAYS_AFTER_FIRST)
    .nullable()
    .describe('Local dates after that of the first dial on which it is still tried; null: no such end'),
  weakAfter: figure(RETRY_FIGURES.weakAfter).describe(
    'Dials in a row without a person that make a phone weak',
  ),
  deadAfter: figure(RETRY_FIGURES.deadAfter).describe('… and that make it dead'),
  weakEvery: figure(RETRY_FIGURES.weakEvery).describe('Dials of other phones between two of a weak one'),
  dayParts: z.enum(['spread', 'any']).describe('spread: the next try falls into another part of the day'),
  bestHours: z.boolean().describe('Prefer hours at which the contact, or else its base, answered'),
  leastPerThousand: figure(RETRY_FIGURES.leastPerThousand).describe(
    'Right-party contacts expected of a thousand such attempts, under which a contact rests; 0 never',
  ),
  restMs: figure(RETRY_FIGURES.restMs).describe('How long such a contact rests'),
  recycledAttempts: figure(RETRY_FIGURES.recycledAttempts).describe('Attempts a recycled contact gets'),
};

/** A cadence in full. */
export const retryWire = z.strictObject({
  ...limitsShape,
  byReason: z.record(z.enum(REASONS), retryRuleWire),
});

/** On the way in a part of the rules may be left out: it keeps what it was, or takes the preset that is named. */
export const retryChangeWire = z
  .strictObject({
    preset: z.enum(RETRY_PRESET_IDS).describe('Start from this cadence; what else is given changes it'),
    ...limitsShape,
    byReason: z.partialRecord(z.enum(REASONS), retryRuleWire.partial()),
  })
  .partial();
