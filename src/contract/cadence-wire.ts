import { z } from 'zod';
import { PURPOSES, SECTORS } from '../core/campaign/campaign.js';
import { PHONE_STATES } from '../core/contact/phone-state.js';
import { REASONS, type Reason } from '../core/outcome/outcome.js';
import { END_REASONS } from '../core/retry/decide-retry.js';
import { NEVER_RECYCLED } from '../core/retry/never-recycled.js';
import { TRY_STEPS } from '../core/retry/try-time.js';
import { retryChangeWire } from './retry-wire.js';
import {
  atMsWire,
  campaignIdWire,
  e164Wire,
  mailingIdWire,
  policyIdWire,
  shownPhoneWire,
} from './wire-ids.js';

const instant = z.iso.datetime({ offset: true }).describe('ISO 8601 with an offset');
const reason = z.enum(REASONS);
const RECYCLABLE = REASONS.filter((word) => !NEVER_RECYCLED.has(word)) as [Reason, ...Reason[]];

const rehearsedTryWire = z.object({
  attemptNo: z.number().int(),
  phone: shownPhoneWire,
  phoneState: z.enum(PHONE_STATES).describe('What is known of the phone before the try'),
  at: z.string().describe('ISO 8601, UTC'),
  local: z.string().describe('The clock of the person called'),
  zone: z.string(),
  why: z
    .array(z.object({ step: z.enum(TRY_STEPS), until: z.string() }))
    .describe('What made the time what it is, in order'),
  restReason: z.string(),
  outcome: reason.describe('How the try was supposed to end'),
});

/** A dry run of a contact's cadence. */
export const rehearsalWire = z
  .object({
    policy: z.string().describe('The policy whose hours and days were asked'),
    tries: z.array(rehearsedTryWire),
    end: z
      .enum(END_REASONS)
      .nullable()
      .describe('Why no further try follows; null when the outcomes ended first'),
  })
  .meta({ id: 'CadenceRehearsal' });
export type RehearsalOut = z.output<typeof rehearsalWire>;

/** A dry run of a cadence that need not be saved, on an invented contact. */
export const rehearsalPostWire = z
  .strictObject({
    at: instant.optional().describe('When it begins; now when left out'),
    phones: z.array(e164Wire).min(1).max(20),
    outcomes: z.array(reason).min(1).max(50).default(['no_answer']),
    purpose: z.enum(PURPOSES).default('cobranca'),
    sector: z.enum(SECTORS).default('outro'),
    ringTimeoutMs: z.number().int().min(0).max(120_000).default(25_000),
    policyId: policyIdWire.default('brasil-2026'),
    retry: retryChangeWire.default({}),
  })
  .meta({ id: 'RehearsalPost' });

/** A list of supposed outcomes, by commas. */
export const outcomesQuery = z.object({
  outcomes: z
    .string()
    .max(2000)
    .default('no_answer')
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(reason).min(1).max(50))
    .describe('How the tries are supposed to end, by commas; one alone repeats itself to the end'),
});

/** An invented contact for a dry run without a server. */
export const cadenceExampleWire = z.strictObject({
  $schema: z.string().optional(),
  at: instant.describe('When the dry run begins'),
  phones: z.array(e164Wire).min(1).max(20),
  municipality: z
    .string()
    .regex(/^(\d{7})?$/)
    .default(''),
  purpose: z.enum(PURPOSES).default('cobranca'),
  sector: z.enum(SECTORS).default('outro'),
  ringTimeoutMs: z.number().int().min(0).max(120_000).default(25_000),
  policy: z.string().max(64).default('brasil-2026'),
  callbackAt: instant.optional().describe('A callback the person agreed to'),
  retry: retryChangeWire.default({}),
});

export const recycleWire = z
  .strictObject({
    reasons: z.array(z.enum(RECYCLABLE)).min(1).describe('Contacts whose last attempt ended so'),
    why: z.string().trim().min(3).max(500).describe('Recorded with who asked'),
    mailingId: mailingIdWire.optional().describe('Only of this base'),
    attempts: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Attempts they get; else the cadence says'),
  })
  .meta({ id: 'Recycle' });

export const recyclingWire = z
  .object({
    id: z.string(),
    campaignId: campaignIdWire,
    mailingId: mailingIdWire.nullable(),
    reasons: z.array(reason),
    attemptsMade: z.number().int().describe('Attempts that count as made, of the maximum'),
    why: z.string(),
    who: z.string(),
    atMs: atMsWire,
    contacts: z.number().int().describe('Contacts that became ready again'),
  })
  .meta({ id: 'Recycling' });
export const recyclingListWire = z.object({ items: z.array(recyclingWire) }).meta({ id: 'RecyclingList' });

export const consumptionQuery = z.object({
  mailing: mailingIdWire.optional().describe('Only this base'),
  days: z.coerce.number().int().min(1).max(92).default(30).describe('Days of the log to read'),
});

const yieldWire = z.object({
  perThousand: z.number(),
  low: z.number().describe('Lower end of the 95 % interval (Wilson)'),
  high: z.number(),
});
const count = z.number().int();
const consumptionRowWire = z.object({
  key: z.string(),
  attempts: count,
  answers: count.describe('A person answered'),
  contacts: count.describe('The person themself was spoken to (CPC)'),
  contactYield: yieldWire,
  answerYield: yieldWire,
});

/** What a base yields: the efficiency curve. */
export const consumptionWire = z
  .object({
    fromMs: atMsWire,
    toMs: atMsWire,
    attempts: count,
    answers: count,
    contacts: count,
    byBase: z.array(consumptionRowWire),
    byHour: z.array(consumptionRowWire).describe('Hour of the person’s clock'),
    byAttempt: z.array(consumptionRowWire),
    curve: z.array(
      z.object({
        attemptNo: count,
        attempts: count.describe('All attempts up to this number'),
        contacts: count,
        share: z.number().describe('Share of all contacts made up to here'),
        marginal: yieldWire.describe('Of the attempts with this number alone'),
      }),
    ),
    leastPerThousand: z.number().describe('The campaign’s filter; 0 is none'),
    dialUntil: count.nullable().describe('The last attempt number that may still yield the filter'),
    resting: z.record(z.string(), count).describe('Contacts that rest now, by why'),
  })
  .meta({ id: 'Consumption' });
export type ConsumptionOut = z.output<typeof consumptionWire>;
