// npm run docs: writes docs/reference/metrics.md from the catalogue of metrics.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HEAD = `# Metrics

<!-- Written by \`npm run docs\` from src/adapters/prometheus/metric-catalogue.ts; a test compares. Change the catalogue. -->

\`GET /metrics\` on the port of metrics, in the text format of Prometheus. Beside these it has the process's own
(\`process_*\`, \`nodejs_*\`). Times are in seconds. The labels \`campaign\`, \`trunk\` and \`rule\` are bounded: beyond the first
200 campaigns, 200 trunks and 100 rules, the rest share the label \`other\`. \`state\` of \`cadencia_agents\` has every state of
\`src/core/agent/agent-state.ts\`, zeros included. No label holds a phone, a name or a CPF.

| Metric | Type | Labels | Meaning |
| --- | --- | --- | --- |
`;

/** The page; `metrics` is what a registry's getMetricsAsArray gives. */
export function renderMetrics(metrics) {
  const rows = metrics.map(({ name, type, labelNames, help }) => {
    const labels = labelNames.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${labels} | ${help} |`;
  });
  return `${HEAD}${rows.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const { Registry } = await import('prom-client');
  const catalogue = join(root, 'dist/adapters/prometheus/metric-catalogue.js');
  const { makeMetricCatalogue } = await import(pathToFileURL(catalogue).href);
  const registry = new Registry();
  makeMetricCatalogue(registry);
  writeFileSync(join(root, 'docs/reference/metrics.md'), renderMetrics(registry.getMetricsAsArray()));
}
