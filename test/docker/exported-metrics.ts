import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ADAPTER = join(import.meta.dirname, '../../src/adapters/prometheus');

/** The names an operation's dashboards and alerts may build on, until the adapter's own sources say more. */
const AGREED_NAMES = [
  'cadencia_calls_total',
  'cadencia_call_setup_seconds',
  'cadencia_ring_seconds',
  'cadencia_answer_to_agent_seconds',
  'cadencia_abandoned_calls_total',
  'cadencia_abandon_ratio',
  'cadencia_agents',
  'cadencia_agent_wait_seconds',
  'cadencia_pacing_ratio',
  'cadencia_pacing_tick_seconds',
  'cadencia_pacing_overrides_total',
  'cadencia_hopper_leads',
  'cadencia_blocked_attempts_total',
  'cadencia_trunk_up',
  'cadencia_trunk_options_seconds',
  'cadencia_trunk_channels',
  'cadencia_sip_responses_total',
  'cadencia_hangup_causes_total',
  'cadencia_pbx_up',
  'cadencia_pbx_reconnects_total',
  'cadencia_pbx_command_seconds',
  'cadencia_pbx_orphans_total',
  'cadencia_queue_oldest_job_seconds',
  'cadencia_ws_clients',
  'cadencia_build_info',
];

const PROCESS_NAMES = ['up', 'nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'];

/** Metric names that our /metrics has: those the adapter's sources name, or the agreed list where there is none. */
export function exportedMetrics(): ReadonlySet<string> {
  if (!existsSync(ADAPTER)) {
    return new Set([...AGREED_NAMES, ...PROCESS_NAMES]);
  }
  const sources = readdirSync(ADAPTER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => readFileSync(join(ADAPTER, file), 'utf8'));
  const named = sources.flatMap((source) => source.match(/\bcadencia_[a-z0-9_]+/g) ?? []);
  return new Set([...named, ...PROCESS_NAMES]);
}

/** The metric names of a PromQL expression, without a histogram's suffixes. */
export function metricsOf(expression: string): readonly string[] {
  const names = expression.match(/\b(?:cadencia|nodejs|process)_[a-z0-9_]+|\bup(?=\{)/g) ?? [];
  return names.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
}
