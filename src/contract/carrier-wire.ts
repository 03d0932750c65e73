import { z } from 'zod';
import { DRIFTS } from '../core/carrier/carrier-drift.js';
import { atMsWire } from './wire-ids.js';

/** Stretches that can be looked at. */
export const CARRIER_SPAN_WORDS = ['minutes', 'hour', 'day', 'month'] as const;

export const carrierSpanWire = z
  .enum(CARRIER_SPAN_WORDS)
  .describe('The last 5 minutes, the last hour, today (Brasília), or today and the 29 days before it');

const share = (text: string) => z.number().min(0).max(1).nullable().describe(text);
const ms = (text: string) => z.number().int().nullable().describe(text);
const drift = z.enum(DRIFTS);

const measureWire = z.object({
  attempts: z.number().int().describe('Calls that left and have ended'),
  asr: share('Answered of all that left (ITU-T E.425)'),
  answerRate: share('Answered by a person of all that left'),
  ner: share('Network effectiveness ratio (ITU-T E.425)'),
  acdMs: ms('Mean from answer to end of the answered ones'),
  pddP50Ms: ms('From the dial to the first ringing, half of the calls'),
  pddP95Ms: ms('The same, 95 of a hundred calls'),
  short3Share: share('Of the answered ones, those of up to 3 s'),
  short6Share: share('Of the answered ones, those of up to 6 s'),
  notLongShare: share('Not completed or of up to 6 s, of all that left: short calls as Anatel counts them'),
});

const measuredWire = z
  .object({
    carrier: z.string(),
    trunkId: z.string().describe("'' where trunks are taken together"),
    line: z.string().describe("The number shown; '' where lines are taken together"),
    ddd: z.string().describe("Area code called; '' where they are taken together"),
    measure: measureWire,
    drift: z
      .object({ asr: drift, answerRate: drift, ner: drift })
      .describe('Against the stretch before; unknown: too few calls'),
  })
  .meta({ id: 'MeasuredCarrier' });
export type MeasuredCarrierOut = z.output<typeof measuredWire>;

export const carrierReportWire = z
  .object({
    span: carrierSpanWire,
    fromMs: atMsWire,
    toMs: atMsWire,
    beforeFromMs: atMsWire.nullable().describe('Where the stretch that drifts compare with begins'),
    days: z
      .object({ counted: z.number().int(), of: z.number().int() })
      .nullable()
      .describe('Of a month: past days that are counted so far'),
    carriers: z.array(measuredWire),
    trunks: z.array(measuredWire),
    lines: z.array(measuredWire),
    cells: z.array(measuredWire).describe('By line, area code and carrier'),
    causes: z
      .array(
        z.object({
          carrier: z.string(),
          trunkId: z.string(),
          sipCode: z.number().int().nullable().describe('Final SIP status'),
          q850: z.number().int().nullable().describe('ITU-T Q.850 cause'),
          calls: z.number().int(),
        }),
      )
      .describe('What the network said of calls that nobody answered'),
  })
  .meta({ id: 'CarrierReport' });
export type CarrierReportOut = z.output<typeof carrierReportWire>;
