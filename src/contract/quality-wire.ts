import { z } from 'zod';
import { agentIdWire, atMsWire, attemptIdWire } from './wire-ids.js';

const ID = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "use small letters, digits, '-' and '_'");
const text = (most: number) => z.string().trim().min(1).max(most);
const points = z.number().min(0).max(100);

const item = z.discriminatedUnion('kind', [
  z.strictObject({ id: ID, text: text(300), kind: z.literal('NCL'), points }),
  z.strictObject({ id: ID, text: text(300), kind: z.literal('NCG'), points }),
  z.strictObject({ id: ID, text: text(300), kind: z.literal('NCF'), reach: z.enum(['dimension', 'whole']) }),
]);

const dimensions = z
  .array(z.strictObject({ id: ID, name: text(120), points, items: z.array(item).min(1).max(60) }))
  .min(1)
  .max(20);

export const formIdWire = ID.describe('A form of quality monitoring');
export const formOrderWire = z.strictObject({ name: text(120), dimensions }).meta({ id: 'QualityFormOrder' });
export const formWire = z
  .object({
    id: ID,
    name: z.string(),
    dimensions,
    version: z.number().int(),
    by: z.string(),
    atMs: atMsWire,
  })
  .meta({ id: 'QualityForm' });
export type QualityFormOut = z.output<typeof formWire>;
export const formListWire = z.object({ items: z.array(formWire) }).meta({ id: 'QualityFormList' });
export type FormListOut = z.output<typeof formListWire>;

export const drawIdWire = z
  .string()
  .regex(/^draw-[0-9a-f]{16}$/)
  .describe('A draw');
const instant = z.iso.datetime({ offset: true });
export const drawOrderWire = z
  .strictObject({
    from: instant.describe('Talks that began from then on'),
    to: instant.describe('Up to then; still to come'),
    perAgent: z.number().int().min(1).max(100).describe('Calls of each agent'),
  })
  .meta({ id: 'DrawOrder' });

const band = z.enum(['to_2_min', 'to_4_min', 'over_4_min']);
export const drawWire = z
  .object({
    id: drawIdWire,
    fromMs: atMsWire,
    toMs: atMsWire,
    perAgent: z.number().int(),
    commitment: z
      .string()
      .describe('SHA-256 of `cadencia-draw-1`, id, from, to, calls an agent and seed, a line each'),
    committedBy: z.string(),
    committedAtMs: atMsWire,
    drawnAtMs: atMsWire.nullable(),
    seed: z.string().nullable().describe('Null until the draw is done'),
    candidatesHash: z.string().describe('SHA-256 of a sorted line `call agent band` for each candidate'),
    strata: z.array(
      z.object({ agentId: agentIdWire, band, calls: z.number().int(), chosen: z.number().int() }),
    ),
  })
  .meta({ id: 'Draw' });
export const drawListWire = z.object({ items: z.array(drawWire) }).meta({ id: 'DrawList' });
export type DrawListOut = z.output<typeof drawListWire>;
export const drawnWire = z
  .object({
    draw: drawWire,
    picks: z.array(
      z.object({
        attemptId: attemptIdWire,
        agentId: agentIdWire,
        band,
        ticket: z.string().describe("HMAC-SHA-256 of the call's id under the seed"),
      }),
    ),
  })
  .meta({ id: 'Drawn' });
export type DrawnOut = z.output<typeof drawnWire>;

const mark = z.enum(['ok', 'nc', 'na']);
export const scoreIdWire = z
  .string()
  .regex(/^score-[0-9a-f]{20}$/)
  .describe('A score');
export const scoreOrderWire = z
  .strictObject({
    attemptId: attemptIdWire,
    formId: formIdWire,
    side: z.enum(['own', 'client', 'calibration']).default('own'),
    drawId: drawIdWire.nullable().default(null),
    marks: z.record(ID, mark),
    note: z.string().max(2000).default(''),
  })
  .meta({ id: 'ScoreOrder' });
export const scoreWire = z
  .object({
    id: scoreIdWire,
    attemptId: attemptIdWire,
    agentId: agentIdWire,
    drawId: z.string().nullable(),
    formId: z.string(),
    formVersion: z.number().int(),
    side: z.enum(['own', 'client', 'calibration']),
    by: z.string(),
    atMs: atMsWire,
    marks: z.record(z.string(), mark),
    score: z.number().min(0).max(100),
    fatal: z.array(z.string()),
    note: z.string(),
    contest: z
      .object({
        by: z.string(),
        reason: z.string(),
        atMs: atMsWire,
        decision: z.enum(['open', 'upheld', 'refused']),
        decidedBy: z.string(),
        decidedWhy: z.string(),
        decidedAtMs: atMsWire.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Score' });
export type ScoreOut = z.output<typeof scoreWire>;
export const scoreQueryWire = z.object({
  from: instant.describe('Scores given from then on'),
  to: instant.describe('Up to then'),
  agent: agentIdWire.optional(),
  call: attemptIdWire.optional(),
});
export const scoreListWire = z.object({ items: z.array(scoreWire) }).meta({ id: 'ScoreList' });
export type ScoreListOut = z.output<typeof scoreListWire>;

export const contestOrderWire = z
  .strictObject({ periodEnd: instant.describe('When the period of the bill ends'), reason: text(2000) })
  .meta({ id: 'ContestOrder' });
export const CONTEST_STATES = ['open', 'contested', 'too_late', 'last_business_day'] as const;
export const ownScoreWire = z
  .object({
    score: scoreWire,
    form: formWire.nullable().describe('The version it was given by'),
    contest: z.enum(CONTEST_STATES).describe('open: it may be contested now'),
  })
  .meta({ id: 'OwnScore' });
export type OwnScoreOut = z.output<typeof ownScoreWire>;
export const ownScoreListWire = z.object({ items: z.array(ownScoreWire) }).meta({ id: 'OwnScoreList' });
export type OwnScoreListOut = z.output<typeof ownScoreListWire>;
export const ownContestWire = z.strictObject({ reason: text(2000) }).meta({ id: 'OwnContest' });
export const contestDecisionWire = z
  .strictObject({ decision: z.enum(['upheld', 'refused']), why: text(2000) })
  .meta({ id: 'ContestDecision' });

export const iqaOrderWire = z
  .strictObject({
    from: instant,
    to: instant,
    leastPerAgent: z.number().int().min(0).max(100).default(8),
    agents: z.array(agentIdWire).max(2000).optional().describe('Of these alone, such as a team; else of all'),
    startedOn: z
      .record(z.string(), z.iso.date())
      .default({})
      .describe('First day of agents who may be newcomers; their scores are looked at apart'),
  })
  .meta({ id: 'IqaOrder' });
const iqa = z.object({
  value: z.number().nullable(),
  basis: z.enum(['weighted', 'client_alone', 'own_alone', 'none']),
  own: z.number().nullable(),
  client: z.number().nullable(),
  auditDifference: z.number().nullable().describe('Of the means of calls both sides have scored'),
  otherDifference: z.number().nullable().describe('Of the means of calls that one side alone has scored'),
  conduct: z.enum(['none', 'warning', 'warning_or_fine']),
});
export const iqaWire = z
  .object({
    agents: iqa.describe('Without newcomers'),
    newcomers: iqa,
    voided: z.number().int().describe('Scores a contest has voided'),
    byAgent: z.array(
      z.object({
        agentId: agentIdWire,
        scored: z.number().int(),
        mean: z.number(),
        isNewcomer: z.boolean(),
        isShort: z.boolean().describe('Fewer calls scored than the least'),
      }),
    ),
  })
  .meta({ id: 'IqaReport' });
export type IqaOut = z.output<typeof iqaWire>;

export const calibrationWire = z
  .object({
    mean: z.number(),
    spread: z.number(),
    agreement: z.number().min(0).max(1),
    deviations: z.record(z.string(), z.number()),
    disputed: z.array(z.object({ item: z.string(), marks: z.record(z.string(), mark) })),
  })
  .meta({ id: 'Calibration' });
export type CalibrationOut = z.output<typeof calibrationWire>;
