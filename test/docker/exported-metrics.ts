import { Registry } from 'prom-client';
import { makeMetricCatalogue } from '../../src/adapters/prometheus/metric-catalogue.js';

/** What prom-client itself and Prometheus add. */
const PROCESS_NAMES = ['up', 'nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'];

/** Metric names that our /metrics has. */
export function exportedMetrics(): ReadonlySet<string> {
  const registry = new Registry();
  makeMetricCatalogue(registry);
  return new Set([...registry.getMetricsAsArray().map((metric) => metric.name), ...PROCESS_NAMES]);
}

/** The metric names of a PromQL expression, without a histogram's suffixes. */
export function metricsOf(expression: string): readonly string[] {
  const names = expression.match(/\b(?:cadencia|nodejs|process)_[a-z0-9_]+|\bup(?=\{)/g) ?? [];
  return names.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
}
