import { z } from 'zod';
import { DRIFTS } from '../core/carrier/carrier-drift.js';
import { LINE_WATCH_MODES, REST_CAUSES } from '../core/carrier/line-rest.js';
import { atMsWire, carrierIdWire, e164Wire } from './wire-ids.js';

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
    beforeFromMs: atMsWire
      .nullable()
      .describe('Where what drifts compare with begins: of an hour, the same hour of the seven days before'),
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

export const lineRestWire = z
  .object({
    line: e164Wire,
    cause: z.enum(REST_CAUSES).describe('fallen: its reputation fell'),
    fromMs: atMsWire,
    untilMs: atMsWire,
    reason: z.string(),
    by: z.string().describe("Who had it rest; '' is the product itself"),
    endedMs: atMsWire.nullable().describe('Ended before its time'),
    endedBy: z.string(),
  })
  .meta({ id: 'LineRest' });

export const lineRestOrderWire = z
  .strictObject({
    days: z.number().int().min(1).max(90),
    reason: z.string().trim().min(3).max(200).describe('Why, for the record'),
  })
  .meta({ id: 'LineRestOrder' });

export const lineReputationsWire = z
  .object({
    mode: z
      .enum(LINE_WATCH_MODES)
      .describe('act: fallen lines rest by themselves, calls are drawn by reputation'),
    restDays: z.number().int(),
    lines: z.array(
      z.object({
        line: e164Wire,
        carrier: carrierIdWire,
        calls: z.number().int().describe('Judged by this server since its record began'),
        ratio: z.number().describe('People who picked up of those its contacts would have given; about 1'),
        low: z.number().describe('Where it lies nine times of ten'),
        high: z.number(),
        fall: z
          .object({
            atMs: atMsWire,
            calls: z.number().int(),
            seen: z.number().int().describe('People who picked up'),
            due: z.number().describe('People who were to'),
          })
          .nullable()
          .describe('The fall found last that no rest has followed'),
        rest: lineRestWire.nullable(),
      }),
    ),
    rests: z.array(lineRestWire).describe('Of the last 90 days, the newest first'),
  })
  .meta({ id: 'LineReputations' });
export type LineReputationsOut = z.output<typeof lineReputationsWire>;
