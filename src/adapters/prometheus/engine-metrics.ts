import { collectDefaultMetrics, type Registry } from 'prom-client';
import { QUEUE_RESULTS } from '../../core/acd/queue-result.js';
import { AGENT_STATES, type AgentStateName } from '../../core/agent/agent-state.js';
import { type CallPhase, IN_FLIGHT_PHASES } from '../../core/call/call-phase.js';
import { DIAL_MODES } from '../../core/campaign/campaign.js';
import { DAY } from '../../core/kernel/time.js';
import { PACING_LIMITS } from '../../core/pacing/pacing-strategy.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import { type MetricLabels, makeBoundedLabels } from './bounded-labels.js';
import { listenToCalls } from './call-metrics.js';
import { type HouseReadings, showHouse } from './house-metrics.js';
import { type MetricCatalogue, makeMetricCatalogue } from './metric-catalogue.js';
import { listenToParts } from './part-metrics.js';

/** Campaigns are made by people without end; beyond this they share the label `other`. */
export const MOST_CAMPAIGN_LABELS = 200;
const MOST_TRUNK_LABELS = 200;
const MOST_RULE_LABELS = 100;
const MOST_QUEUE_LABELS = 200;
/** Lines shown and companies; the rest is shared out under `other`. */
const MOST_LIMIT_LABELS = 500;

/** A trunk and what is asked of it now. */
interface TrunkReading {
  readonly id: string;
  readonly channels: number;
  readonly cps: number;
  readonly inUse: number;
  readonly backOff: { readonly channels: number; readonly cps: number } | null;
}

/** What is read at each scrape instead of being told by events. */
export interface MetricReadings {
  readonly campaigns: readonly {
    readonly id: string;
    readonly agents: Readonly<Partial<Record<AgentStateName, number>>>;
    readonly calls: Readonly<Partial<Record<CallPhase, number>>>;
    readonly hopper: number;
    readonly today: { readonly connected: number; readonly abandoned: number };
    readonly abandonCap: number;
    readonly abandonment: {
      readonly stoppedBy: string | null;
      readonly recent: { readonly share: number };
      readonly windows: readonly {
        readonly rule: string;
        readonly hours: number;
        readonly share: number;
        readonly stop: number;
      }[];
    };
  }[];
  readonly trunks: readonly TrunkReading[];
  readonly limits: readonly {
    readonly id: string;
    readonly calls: number;
    readonly reserved: number;
    readonly cap: number | null;
    readonly state: string;
  }[];
  readonly queues: readonly {
    readonly id: string;
    readonly waiting: number;
    readonly longestSinceMs: number | null;
    readonly agents: number;
    readonly needed: number;
    readonly serviceLevel: number | null;
  }[];
  /** By the engine's clock. */
  readonly nowMs: number;
  readonly media: readonly { readonly id: string; readonly up: boolean; readonly inService: boolean }[];
  readonly dialing: string;
  readonly unwritten: number;
  readonly screens: number;
  readonly oldestJobMs: number;
  /** Knobs turned for a while. */
  readonly overrides: number;
  readonly house: HouseReadings;
  /** Until when the tables of the calls' days stand ready. */
  readonly daysReadyUntilMs: number;
  /** Rows are written so late that fewer calls are placed. */
  readonly storeSlow: boolean;
}

export interface EngineMetricsDeps {
  readonly registry: Registry;
  readonly events: EngineEvents;
  /** Called at each scrape; must be cheap. */
  readonly read: () => MetricReadings | Promise<MetricReadings>;
  readonly version: string;
}

function makeLabels(metrics: MetricCatalogue): MetricLabels {
  return {
    campaign: makeBoundedLabels(MOST_CAMPAIGN_LABELS, (campaign) => {
      metrics.abandoned.inc({ campaign, reason: 'no_agent' }, 0);
      metrics.hopperDry.inc({ campaign }, 0);
      for (const what of ['recording', 'notice']) {
        metrics.recordingFailures.inc({ campaign, what }, 0);
      }
      for (const lane of DIAL_MODES) {
        metrics.pacingPlaced.inc({ campaign, lane }, 0);
      }
      for (const limit of PACING_LIMITS) {
        metrics.pacingLimit.inc({ campaign, limit }, 0);
      }
    }),
    trunk: makeBoundedLabels(MOST_TRUNK_LABELS, () => undefined),
    subject: makeBoundedLabels(MOST_LIMIT_LABELS, () => undefined),
    queue: makeBoundedLabels(MOST_QUEUE_LABELS, (queue) => {
      for (const result of QUEUE_RESULTS) {
        metrics.queueCalls.inc({ queue, result }, 0);
      }
    }),
    rule: makeBoundedLabels(MOST_RULE_LABELS, (rule) => {
      metrics.gateDecisions.inc({ verdict: 'block', rule }, 0);
    }),
  };
}

/** The figures of the engine. */
export interface EngineMetrics {
  readonly contentType: string;
  /** The text Prometheus reads: what events told, and the readings of this moment. */
  page(): Promise<string>;
  /** Stops listening. Idempotent. */
  close(): void;
}

/** Listens to the engine and keeps its figures. */
export function makeEngineMetrics(deps: EngineMetricsDeps): EngineMetrics {
  const metrics = makeMetricCatalogue(deps.registry);
  const labels = makeLabels(metrics);
  collectDefaultMetrics({ register: deps.registry });
  metrics.build.set({ version: deps.version, node: process.versions.node }, 1);
  const offs = [
    ...listenToCalls(deps.events, metrics, labels),
    ...listenToParts(deps.events, metrics, labels),
    deps.events.on('queue:counted', ({ queueId, result }) =>
      metrics.queueCalls.inc({ queue: labels.queue.of(queueId), result }),
    ),
  ];
  return {
    contentType: deps.registry.contentType,
    async page() {
      // Before the registry is asked: it collects all metrics at once, so none could wait for another's reading.
      showReadings(await deps.read(), metrics, labels);
      return deps.registry.metrics();
    },
    close() {
      for (const off of offs) {
        off();
      }
    },
  };
}

const LIMIT_STATES = ['ok', 'warn', 'stopped'] as const;

function showLimits(limits: MetricReadings['limits'], metrics: MetricCatalogue, labels: MetricLabels): void {
  metrics.limitCalls.reset();
  metrics.limitReserved.reset();
  metrics.limitCap.reset();
  metrics.limitState.reset();
  for (const { id, calls, reserved, cap, state } of limits) {
    const subject = labels.subject.of(id);
    metrics.limitCalls.inc({ subject }, calls);
    metrics.limitReserved.inc({ subject }, reserved);
    metrics.limitCap.inc({ subject }, cap ?? 0);
    for (const one of LIMIT_STATES) {
      metrics.limitState.inc({ subject, state: one }, state === one ? 1 : 0);
    }
  }
}

function showQueues({ queues, nowMs }: MetricReadings, metrics: MetricCatalogue, labels: MetricLabels): void {
  metrics.queueWaiting.reset();
  metrics.queueLongestWait.reset();
  metrics.queueAgents.reset();
  metrics.queueNeeded.reset();
  metrics.queueService.reset();
  for (const { id, waiting, longestSinceMs, agents, needed, serviceLevel } of queues) {
    const queue = labels.queue.of(id);
    metrics.queueWaiting.inc({ queue }, waiting);
    metrics.queueLongestWait.set({ queue }, longestSinceMs === null ? 0 : (nowMs - longestSinceMs) / 1000);
    metrics.queueAgents.inc({ queue }, agents);
    metrics.queueNeeded.inc({ queue }, needed);
    if (serviceLevel !== null) {
      metrics.queueService.set({ queue }, serviceLevel);
    }
  }
}

const THIRTY_DAYS_HOURS = 720;

function showAbandonment(
  { today: { abandoned, connected }, abandonCap, abandonment }: MetricReadings['campaigns'][number],
  campaign: string,
  metrics: MetricCatalogue,
): void {
  const people = abandoned + connected;
  const show = (window: string, share: number, cap: number): void => {
    metrics.abandonRatio.set({ campaign, window }, share);
    metrics.abandonCap.set({ campaign, window }, cap);
  };
  show('15m', abandonment.recent.share, abandonCap);
  show('1d', people === 0 ? 0 : abandoned / people, abandonCap);
  for (const { rule, hours, share, stop } of abandonment.windows) {
    if (hours === THIRTY_DAYS_HOURS) {
      show('30d', share, stop);
    }
    metrics.abandonStopped.set({ campaign, rule }, abandonment.stoppedBy === rule ? 1 : 0);
  }
}

const DIALING = ['on', 'stopped', 'draining', 'store_down', 'media_down'] as const;

function showReadings(readings: MetricReadings, metrics: MetricCatalogue, labels: MetricLabels): void {
  metrics.agents.reset();
  metrics.hopper.reset();
  metrics.pacingRatio.reset();
  for (const reading of readings.campaigns) {
    const campaign = labels.campaign.of(reading.id);
    metrics.hopper.inc({ campaign }, reading.hopper);
    let present = 0;
    for (const state of AGENT_STATES) {
      const count = reading.agents[state] ?? 0;
      metrics.agents.inc({ campaign, state }, count);
      present += state === 'offline' ? 0 : count;
    }
    showAbandonment(reading, campaign, metrics);
    let inFlight = 0;
    for (const phase of IN_FLIGHT_PHASES) {
      inFlight += reading.calls[phase] ?? 0;
    }
    metrics.pacingRatio.set({ campaign }, present === 0 ? 0 : inFlight / present);
  }
  for (const { id, inUse, channels, cps, backOff } of readings.trunks) {
    const trunk = { trunk: labels.trunk.of(id) };
    metrics.trunkChannels.set(trunk, inUse);
    metrics.trunkChannelsMost.set(trunk, channels);
    metrics.trunkChannelsNow.set(trunk, backOff?.channels ?? channels);
    metrics.trunkCpsNow.set(trunk, backOff?.cps ?? cps);
  }
  showLimits(readings.limits, metrics, labels);
  showQueues(readings, metrics, labels);
  for (const server of readings.media) {
    metrics.pbxUp.set({ pbx: server.id }, server.up ? 1 : 0);
    metrics.pbxInService.set({ pbx: server.id }, server.inService ? 1 : 0);
  }
  for (const state of DIALING) {
    metrics.dialing.set({ state }, readings.dialing === state ? 1 : 0);
  }
  metrics.unwritten.set(readings.unwritten);
  metrics.wsClients.set(readings.screens);
  metrics.oldestJob.set(readings.oldestJobMs / 1000);
  metrics.pacingOverrides.set(readings.overrides);
  showHouse(readings.house, metrics);
  metrics.daysAhead.set((readings.daysReadyUntilMs - readings.nowMs) / DAY);
  metrics.storeSlow.set(readings.storeSlow ? 1 : 0);
}
