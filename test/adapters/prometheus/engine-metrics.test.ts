import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type EngineMetrics,
  type MetricReadings,
  MOST_CAMPAIGN_LABELS,
  makeEngineMetrics,
} from '../../../src/adapters/prometheus/engine-metrics.js';
import { makeMetricCatalogue } from '../../../src/adapters/prometheus/metric-catalogue.js';
import { makeMetricsServer } from '../../../src/adapters/prometheus/metrics-server.js';
import { isCadenciaError } from '../../../src/core/kernel/errors.js';
import {
  parseAgentId,
  parseAttemptId,
  parseCampaignId,
  parseMediaServerId,
  parseQueueId,
} from '../../../src/core/kernel/ids.js';
import { type EventBusDouble, makeEventBusDouble } from '../../support/event-bus-double.js';
import { sampleRow } from '../../support/sample-row.js';

let registry: Registry;
let events: EventBusDouble;
let metrics: EngineMetrics;
let readings: MetricReadings;
const DEMO = parseCampaignId('demo');
const T1 = parseAttemptId('t1');

beforeEach(() => {
  registry = new Registry();
  events = makeEventBusDouble();
  readings = {
    limits: [{ id: 'line:+551140001000', calls: 90, reserved: 5, cap: 95, state: 'stopped' }],
    campaigns: [
      {
        id: 'demo',
        agents: { talking: 3, offline: 2 },
        calls: { ringing: 6 },
        hopper: 40,
        today: { connected: 97, abandoned: 3 },
        abandonCap: 0.03,
        abandonment: {
          stoppedBy: 'R28',
          recent: { share: 0.06 },
          windows: [
            { rule: 'R27', hours: 24, share: 0.02, stop: 0.03 },
            { rule: 'R28', hours: 720, share: 0.029, stop: 0.03 },
          ],
        },
      },
    ],
    trunks: [{ id: 'trk', channels: 10, cps: 5, inUse: 4, backOff: null }],
    queues: [{ id: 'divida', waiting: 4, longestSinceMs: 20_000, agents: 6, needed: 3, serviceLevel: 0.92 }],
    nowMs: 95_000,
    media: [{ id: 'ast-1', up: true, inService: false }],
    dialing: 'on',
    unwritten: 0,
    screens: 2,
    oldestJobMs: 1500,
    overrides: 2,
    house: {
      ...{ clockSkewMs: -250, disks: [{ folder: 'data', freeBytes: 5e9 }], lastBackupMs: 60_000 },
      auditBroken: true,
      filesApart: true,
    },
    daysReadyUntilMs: 95_000 + 3 * 86_400_000,
    storeSlow: false,
  };
  metrics = makeEngineMetrics({ registry, events, read: () => readings, version: '0.1.0' });
});
afterEach(() => metrics.close());

const lines = async () => (await metrics.page()).split('\n');

describe('the metrics page', () => {
  it('counts a call on its whole way', async () => {
    events.emit('call:connected', {
      attemptId: T1,
      campaignId: DEMO,
      agentId: parseAgentId('ana'),
      waitMs: 12,
      bridgeMs: 4,
      atMs: 1,
    });
    events.emit('call:closed', { attemptId: T1, campaignId: DEMO, row: sampleRow() });
    const page = await lines();
    expect(page).toContain('cadencia_calls_total{campaign="demo",trunk="trk",result="sucesso"} 1');
    expect(page).toContain('cadencia_ring_seconds_sum{campaign="demo"} 6');
    expect(page).toContain('cadencia_answer_to_agent_seconds_bucket{le="0.02",campaign="demo"} 1');
    expect(page).toContain('cadencia_answer_to_agent_seconds_bucket{le="0.01",campaign="demo"} 0');
    expect(page).toContain('cadencia_hangup_causes_total{trunk="trk",q850="16"} 1');
  });

  it('tells what the machine is like, which switches were drained, and how old the backup is', async () => {
    const page = await lines();
    expect(page).toContain('cadencia_clock_skew_seconds -0.25');
    expect(page).toContain('cadencia_disk_free_bytes{folder="data"} 5000000000');
    expect(page).toContain('cadencia_backup_last_success_timestamp_seconds 60');
    expect(page).toContain('cadencia_pbx_in_service{pbx="ast-1"} 0');
    expect(page).toContain('cadencia_pacing_overrides 2');
  });

  it('starts series at 0, so that a rate sees the first abandoned call', async () => {
    events.emit('campaign:moved', { campaignId: DEMO, from: 'draft', to: 'running', atMs: 1 });
    expect(await lines()).toContain('cadencia_abandoned_calls_total{campaign="demo",reason="no_agent"} 0');
    events.emit('call:abandoned', { attemptId: T1, campaignId: DEMO, atMs: 1 });
    expect(await lines()).toContain('cadencia_abandoned_calls_total{campaign="demo",reason="no_agent"} 1');
  });

  it('reads the floor at each scrape', async () => {
    const page = await lines();
    expect(page).toContain('cadencia_agents{campaign="demo",state="talking"} 3');
    expect(page).toContain('cadencia_abandon_ratio{campaign="demo",window="1d"} 0.03');
    expect(page).toContain('cadencia_pacing_ratio{campaign="demo"} 2');
    expect(page).toContain('cadencia_trunk_channels{trunk="trk"} 4');
    expect(page).toContain('cadencia_queue_oldest_job_seconds 1.5');
    expect(page).toContain('cadencia_engine_dialing{state="on"} 1');
    readings = { ...readings, campaigns: [{ ...readings.campaigns[0]!, agents: { talking: 1 } }] };
    expect(await lines()).toContain('cadencia_agents{campaign="demo",state="talking"} 1');
  });

  it('reads the queues at each scrape and counts each of their calls once, from 0', async () => {
    const page = await lines();
    expect(page).toContain('cadencia_queue_waiting{queue="divida"} 4');
    expect(page).toContain('cadencia_queue_longest_wait_seconds{queue="divida"} 75');
    expect(page).toContain('cadencia_queue_service_level{queue="divida"} 0.92');
    expect(page).toContain('cadencia_queue_calls_total{queue="divida",result="abandoned"} 0');
    const queueId = parseQueueId('divida');
    events.emit('queue:counted', { queueId, result: 'abandoned', waitedMs: 9000, atMs: 1 });
    expect(await lines()).toContain('cadencia_queue_calls_total{queue="divida",result="abandoned"} 1');
  });

  it('shows abandonment of a quarter of an hour, the day and thirty days against their caps, and what is stopped', async () => {
    const page = await lines();
    for (const [window, share] of [
      ['15m', 0.06],
      ['1d', 0.03],
      ['30d', 0.029],
    ] as const) {
      expect(page).toContain(`cadencia_abandon_ratio{campaign="demo",window="${window}"} ${share}`);
      expect(page).toContain(`cadencia_abandon_cap{campaign="demo",window="${window}"} 0.03`);
    }
    expect(page).toContain('cadencia_abandon_stopped{campaign="demo",rule="R28"} 1');
    expect(page).toContain('cadencia_abandon_stopped{campaign="demo",rule="R27"} 0');
    events.emit('abandon:stopped', { campaignId: DEMO, rule: 'R28', share: 0.03, calls: 100, atMs: 1 });
    events.emit('abandon:resumed', { campaignId: DEMO, rule: 'R28', atMs: 2 });
    const after = await lines();
    expect(after).toContain('cadencia_abandon_events_total{campaign="demo",rule="R28",event="stopped"} 1');
    expect(after).toContain('cadencia_abandon_events_total{campaign="demo",rule="R28",event="resumed"} 1');
  });

  it('counts recordings and notices that failed, from 0', async () => {
    expect(await lines()).toContain('cadencia_recording_failures_total{campaign="demo",what="notice"} 0');
    events.emit('recording:failed', {
      attemptId: T1,
      campaignId: DEMO,
      what: 'recording',
      code: 'DLR_MEDIA_REFUSED',
      atMs: 1,
    });
    expect(await lines()).toContain('cadencia_recording_failures_total{campaign="demo",what="recording"} 1');
  });

  it('folds campaigns beyond 200 into one label', async () => {
    for (let index = 0; index < MOST_CAMPAIGN_LABELS + 50; index++) {
      const campaignId = parseCampaignId(`c${index}`);
      events.emit('call:abandoned', { attemptId: T1, campaignId, atMs: 1 });
    }
    const page = (await lines()).filter((line) => line.startsWith('cadencia_abandoned_calls_total{'));
    expect(page.length).toBeLessThanOrEqual(MOST_CAMPAIGN_LABELS + 1);
    expect(page).toContain('cadencia_abandoned_calls_total{campaign="other",reason="no_agent"} 50');
  });

  it('never names an agent, a contact or a phone', async () => {
    events.emit('call:closed', { attemptId: T1, campaignId: DEMO, row: sampleRow() });
    events.emit('agent:moved', {
      agentId: parseAgentId('ana'),
      from: 'available',
      to: 'talking',
      reason: '',
      campaignIds: [DEMO],
      inStateMs: 5000,
      atMs: 1,
    });
    expect(await metrics.page()).not.toMatch(/ana"|ct-1|98765|c0ffee|t1"/);
  });

  it('tells a first connect from a reconnect', async () => {
    const serverId = parseMediaServerId('ast-1');
    events.emit('media:up', { serverId, atMs: 1 });
    expect(await lines()).toContain('cadencia_pbx_reconnects_total{pbx="ast-1"} 0');
    events.emit('media:down', { serverId, reason: 'x', atMs: 2 });
    events.emit('media:up', { serverId, atMs: 3 });
    expect(await lines()).toContain('cadencia_pbx_reconnects_total{pbx="ast-1"} 1');
  });

  it('stops listening when closed', () => {
    metrics.close();
    expect(events.listeners()).toBe(0);
  });
});

describe('metric names', () => {
  const own = new Registry();
  makeMetricCatalogue(own);
  const all = own.getMetricsAsArray() as unknown as readonly {
    name: string;
    help: string;
    type: string;
    labelNames: readonly string[];
  }[];

  it.each(all.map((metric) => [metric.name, metric] as const))('%s keeps the conventions', (name, metric) => {
    expect(name).toMatch(/^cadencia_[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(metric.type === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|percent|count|sum|bucket)$/);
    if (metric.type === 'histogram') {
      expect(name).toMatch(/_seconds$/);
    }
    expect(metric.help.length).toBeGreaterThan(5);
    for (const label of metric.labelNames) {
      expect([
        'campaign',
        'trunk',
        'mode',
        'result',
        'reason',
        'verdict',
        'window',
        'state',
        'lane',
        'limit',
        'rule',
        'subject',
        'event',
        'code',
        'q850',
        'pbx',
        'op',
        'operation',
        'where',
        'what',
        'version',
        'node',
        'queue',
        'says',
        'cause',
        'folder',
      ]).toContain(label);
    }
  });
});

describe('the metrics listener', () => {
  it('serves /metrics and nothing else, and says when its port is taken', async () => {
    const server = makeMetricsServer(metrics, '127.0.0.1', 0);
    await server.start();
    try {
      const response = await fetch(server.address());
      expect(response.headers.get('content-type')).toContain('version=0.0.4');
      expect(await response.text()).toContain('cadencia_build_info{version="0.1.0"');
      const { origin, port } = new URL(server.address());
      expect((await fetch(`${origin}/v1/engine`)).status).toBe(404);
      const second = makeMetricsServer(metrics, '127.0.0.1', Number(port));
      const failure = await second.start().catch((error: unknown) => error);
      expect(isCadenciaError(failure, 'DLR_PORT_TAKEN')).toBe(true);
    } finally {
      await server.close();
      await server.close();
    }
  });
});
