import { z } from 'zod';
import { ALERT_LEVELS, FLOOR_METRIC_NAMES } from '../core/floor/floor-threshold.js';
import { MONITOR_MODES, MONITOR_PHASES } from '../core/monitor/monitor-state.js';
import { REASONS } from '../core/outcome/outcome.js';
import { endpointWire } from './agent-wire.js';
import { iceServerWire } from './ice-server-wire.js';
import { agentIdWire, atMsWire, attemptIdWire, trunkIdWire } from './wire-ids.js';

/** A supervisor's phone, and whom he hears. */
export const monitorWire = z
  .object({
    person: z.string(),
    endpoint: z.string(),
    byPage: z.boolean().describe('That phone is a page of his, not a telephone on his desk'),
    phase: z
      .enum(MONITOR_PHASES)
      .describe('ringing: the supervisor’s phone; idle: it is kept, nobody is heard'),
    agentId: agentIdWire.nullable(),
    mode: z.enum(MONITOR_MODES),
    talk: attemptIdWire.nullable().describe('The talk the agent has now'),
    sinceMs: atMsWire,
  })
  .meta({ id: 'Monitor' });
export const ownMonitorWire = z.object({ monitor: monitorWire.nullable() }).meta({ id: 'OwnMonitor' });

/** What a supervisor's page registers with as his telephone: worth nothing once another was made. */
export const monitorPhoneWire = z
  .object({
    endpoint: z.string().describe('To be given when somebody is watched'),
    user: z.string(),
    password: z.string(),
    realm: z.string(),
    iceServers: z.array(iceServerWire),
  })
  .meta({ id: 'MonitorPhone' });

export const monitorWatchWire = z
  .strictObject({
    agentId: agentIdWire,
    mode: z.enum(MONITOR_MODES).describe('take: the supervisor talks in the agent’s place'),
    endpoint: endpointWire.describe('The supervisor’s phone, such as PJSIP/2001; it rings once and stays'),
  })
  .meta({ id: 'MonitorWatch' });

/** What a supervisor has an agent do. */
export const agentForceWire = z
  .strictObject({
    to: z.enum(['ready', 'pause', 'logout']),
    reason: z.string().trim().min(3).max(200).describe('Why, for the record; no personal data'),
    pause: z
      .string()
      .min(1)
      .max(80)
      .default('supervisor')
      .describe('With pause: the pause code the agent is put into'),
  })
  .meta({ id: 'AgentForce' });

const metric = z.enum(FLOOR_METRIC_NAMES as [(typeof FLOOR_METRIC_NAMES)[number]]);
const scope = z.string().max(64).describe("A campaign or a queue, or '' for all of them");

const thresholdWire = z.strictObject({
  metric,
  scope,
  warning: z.number().nullable(),
  critical: z.number().nullable(),
});
export const thresholdsWire = z
  .strictObject({ items: z.array(thresholdWire).max(200) })
  .meta({ id: 'FloorThresholds' });

const alertWire = z.object({
  metric,
  scope,
  value: z.number(),
  level: z.enum(ALERT_LEVELS),
  bound: z.number().describe('What it passed'),
});

const resultsWire = z.object({
  minutes: z.number().int(),
  attempts: z.number().int(),
  answered: z.number().int(),
  connected: z.number().int().describe('People who talked with an agent'),
  reasons: z.partialRecord(z.enum(REASONS), z.number().int()),
});

/** The floor beside what /live sends: results by carrier, what is out of order, who listens. */
export const floorWire = z
  .object({
    atMs: atMsWire,
    alerts: z.array(alertWire),
    carriers: z.array(z.object({ trunkId: trunkIdWire, windows: z.array(resultsWire) })),
    monitors: z.array(monitorWire),
    pagePhones: z.boolean().describe('A page can be the telephone by which a supervisor listens'),
  })
  .meta({ id: 'Floor' });
export type FloorOut = z.output<typeof floorWire>;
export type MonitorPhoneOut = z.output<typeof monitorPhoneWire>;
export type MonitorOut = z.output<typeof monitorWire>;
