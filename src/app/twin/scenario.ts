import { z } from 'zod';
import { DIAL_MODES, PURPOSES } from '../../core/campaign/campaign.js';
import { findPreset, PRESETS } from '../../core/compliance/presets/find-preset.js';
import { span } from './span.js';

const share = z.number().min(0).max(1);
const factor = z.number().min(0).max(50);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'give a time of day as 09:30');
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'use letters, digits, dots and dashes');
const ddd = z.string().regex(/^[1-9][1-9]$/, 'give an area code such as 11');

const mailing = z
  .strictObject({
    contacts: z.number().int().min(1).max(1_000_000).describe('rows of the list'),
    phones_per_contact: z.number().int().min(1).max(2).default(1),
    ddds: z
      .record(ddd, z.number().min(0))
      .default({ '11': 30, '21': 15, '31': 12, '41': 8, '51': 8, '61': 7, '71': 8, '81': 7, '85': 5 })
      .describe('weights of the area codes'),
  })
  .describe('the list it dials');

const campaign = z.strictObject({
  id: id.default('campanha'),
  purpose: z.enum(PURPOSES).default('cobranca'),
  mode: z.enum(DIAL_MODES).default('predictive'),
  strategy: z
    .string()
    .max(80)
    .default('cadencia')
    .describe(
      'what paces its predictive agents: cadencia, or a baseline such as ratio:3 or vicidial-average',
    ),
  cap: z.number().min(0.001).max(0.2).default(0.03).describe('ceiling of the day’s abandoned share'),
  power_ratio: z.number().min(1).max(40).default(1),
  amd: z.boolean().default(true),
  amd_deadline_seconds: z.number().min(0.5).max(10).default(3.5),
  ring_timeout_seconds: z.number().min(15).max(60).default(25),
  connect_deadline_seconds: z.number().min(0.5).max(10).default(2),
  policy: z.string().default('brasil-2026').describe('a preset; the gate is as in production'),
  group_modes: z.record(id, z.enum(DIAL_MODES)).default({}),
  mailing,
});

const agents = z.strictObject({
  group: id.default('g1'),
  count: z.number().int().min(1).max(4000),
  campaigns: z.array(id).optional().describe('those they work for; all when left out'),
  from: clock.optional().describe('start of the shift; that of the scenario when left out'),
  to: clock.optional(),
  ramp_minutes: z.number().min(0).max(240).default(0).describe('log-ins are spread over this'),
  pauses: z
    .array(
      z.strictObject({
        at: clock,
        minutes: z.number().min(1).max(240),
        share: share.default(1).describe('of the group, by turns'),
      }),
    )
    .default([]),
  plans_pauses: z.boolean().default(true).describe('they take the pauses NR-17 owes them by themselves'),
  talk_cv: z.number().min(0).max(2).default(0).describe('how much agents differ in the length of talks'),
  wrap: span.default({ lognormal: { mean: 15, cv: 0.6, max: 29 } }),
  wrap_cv: z.number().min(0).max(2).default(0),
});

const answer = z.strictObject({
  share: z.number().min(0.001).max(0.95).describe('people per dial, at factor 1 and on the first attempt'),
  by_hour: z
    .record(z.string().regex(/^\d{1,2}$/), factor)
    .default({})
    .describe('factors by hour of Brasília'),
  by_ddd: z.record(ddd, factor).default({}),
  changes: z
    .array(z.strictObject({ from: clock, to: clock, factor }))
    .default([])
    .describe('stretches of the day with a factor of their own'),
  cycle: z
    .strictObject({ minutes: z.number().min(1).max(600), factors: z.array(factor).min(1) })
    .optional()
    .describe('factors that take turns from the start on'),
  bursts: z
    .strictObject({ per_hour: z.number().min(0).max(30), minutes: z.number().min(0.5).max(120), factor })
    .optional()
    .describe('stretches at random'),
  per_attempt: z.number().min(0.1).max(1).default(1).describe('factor of each further attempt at a number'),
  decay_per_hour: z.number().min(0.1).max(1.5).default(1).describe('factor of each hour: the list wears out'),
  phones: z
    .array(z.strictObject({ weight: z.number().min(0), factor }))
    .min(1)
    .default([{ weight: 1, factor: 1 }])
    .describe('kinds of numbers; factors are scaled to a mean of 1'),
});

const network = z.strictObject({
  answer,
  dead: z.number().min(0).max(0.9).default(0).describe('share of numbers that do not exist'),
  misses: z
    .strictObject({
      machine: z.number().min(0).default(25),
      no_answer: z.number().min(0).default(55),
      busy: z.number().min(0).default(10),
      rejected: z.number().min(0).default(4),
      unreachable: z.number().min(0).default(5),
      congestion: z.number().min(0).default(1),
    })
    .prefault({})
    .describe('weights of what happens where no person answers'),
  post_dial_delay: span.default({ uniform: [2, 6] }),
  ring: span
    .default({ lognormal: { mean: 10, cv: 0.5, max: 60 } })
    .describe('of people, from 180 to the answer'),
  machine_at_once: share.default(0.4).describe('machines that answer without ringing'),
  machine_ring: span.default({ uniform: [16, 22] }),
  talk: span.default({
    mix: [
      { weight: 20, of: { lognormal: { mean: 8, cv: 0.5, max: 60 } } },
      { weight: 48, of: { lognormal: { mean: 45, cv: 0.6, max: 300 } } },
      { weight: 32, of: { lognormal: { mean: 200, cv: 0.7, max: 1800 } } },
    ],
  }),
  client_share: share.default(0.4).describe('of those who answer, the person looked for'),
  machine_talk: span.default({ uniform: [3, 8] }).describe('until an agent has hung up on a machine'),
  patience: span.default({ uniform: [4, 20] }).describe('in silence, until the person hangs up'),
  amd: z
    .strictObject({
      human: span.default({ uniform: [0.8, 2.6] }),
      machine: span.default({ uniform: [1.5, 3.4] }),
      unknown: span.default(3.4),
      human_as_machine: share.default(0),
      machine_as_human: share.default(0),
      unknown_share: share.default(0),
    })
    .prefault({})
    .describe('time to the verdict and its errors'),
});

const trunk = z.strictObject({
  id: id.optional(),
  carrier: id.default('operadora'),
  channels: z.number().int().min(1).max(100_000).default(10_000),
  cps: z.number().min(0.1).max(10_000).default(500),
  weight: z.number().min(0.01).default(1),
  carrier_channels: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('what the carrier takes, if less than it sold'),
});

const storm = z.strictObject({
  at: clock,
  minutes: z.number().min(0.5).max(600),
  trunk: id.optional().describe('all when left out'),
  refused: share.default(1),
  sip: z.number().int().min(400).max(699).default(503),
  q850: z.number().int().min(1).max(127).default(34),
  extra_delay_seconds: z.number().min(0).max(30).default(0),
});

/** A day, or a few, to be simulated: agents, campaigns, the network's figures, carriers and their trouble. */
export const scenarioSchema = z
  .strictObject({
    name: id,
    description: z.string().default(''),
    notes: z.array(z.string()).default([]).describe('what a fitted scenario could not know'),
    date: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/)
      .default('2026-01-13')
      .describe('a working day, on which the law lets calls out'),
    from: clock.default('09:00').describe('Brasília'),
    to: clock.default('13:00'),
    days: z.number().int().min(1).max(31).default(1).describe('calendar days from the date on'),
    campaigns: z.array(campaign).min(1).max(9),
    agents: z.array(agents).min(1),
    network,
    trunks: z
      .array(trunk)
      .min(1)
      .default([{ carrier: 'operadora', channels: 10_000, cps: 500, weight: 1 }]),
    lines: z.number().int().min(1).max(500).default(10).describe('numbers shown, of each carrier'),
    storms: z.array(storm).default([]),
  })
  .superRefine((scenario, context) => {
    const known = scenario.campaigns.map((one) => one.id);
    const issue = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (new Set(known).size < known.length) {
      issue(['campaigns'], 'two campaigns have the same id');
    }
    scenario.campaigns.forEach(({ policy }, i) => {
      if (findPreset(policy) === null) {
        const known = PRESETS.map((preset) => preset.id).join(', ');
        issue(['campaigns', i, 'policy'], `'${policy}' is no preset; there are ${known}`);
      }
    });
    if (scenario.to <= scenario.from) {
      issue(['to'], `is not after from (${scenario.from})`);
    }
    scenario.agents.forEach((group, i) => {
      const unknown = (group.campaigns ?? []).find((name) => !known.includes(name));
      if (unknown !== undefined) {
        issue(['agents', i, 'campaigns'], `names '${unknown}', which is no campaign of the scenario`);
      }
      if ((group.to ?? scenario.to) <= (group.from ?? scenario.from)) {
        issue(['agents', i, 'to'], 'the shift ends before it begins');
      }
    });
    const trunks = scenario.trunks.map((one, i) => one.id ?? `t${i + 1}`);
    scenario.storms.forEach((one, i) => {
      if (one.trunk !== undefined && !trunks.includes(one.trunk)) {
        issue(['storms', i, 'trunk'], `names '${one.trunk}'; the trunks are ${trunks.join(', ')}`);
      }
    });
  });
export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type AgentGroup = Scenario['agents'][number];
export type ScenarioCampaign = Scenario['campaigns'][number];
