import type { EngineEvents } from '../../ports/engine-events.js';
import type { MetricCatalogue } from './metric-catalogue.js';

/** Figures of what the engine stands on: media servers, store, its own loop. */
export function listenToParts(events: EngineEvents, metrics: MetricCatalogue): readonly (() => void)[] {
  const seen = new Set<string>();
  return [
    events.on('media:up', ({ serverId }) => {
      metrics.pbxUp.set({ pbx: serverId }, 1);
      metrics.pbxReconnects.inc({ pbx: serverId }, seen.has(serverId) ? 1 : 0);
      seen.add(serverId);
    }),
    events.on('media:down', ({ serverId }) => metrics.pbxUp.set({ pbx: serverId }, 0)),
    events.on('media:orphan', ({ serverId }) => metrics.orphans.inc({ pbx: serverId })),
    events.on('media:command', ({ op, ms, ok }) => {
      metrics.pbxCommand.observe({ op }, ms / 1000);
      metrics.pbxFailures.inc({ op }, ok ? 0 : 1);
    }),
    events.on('trunk:closed', ({ trunkId, cause }) =>
      cause === 'faults' ? metrics.trunkClosed.inc({ trunk: trunkId }) : undefined,
    ),
    events.on('limit:warned', ({ rule }) => metrics.limitEvents.inc({ rule, event: 'warned' })),
    events.on('limit:stopped', ({ rule }) => metrics.limitEvents.inc({ rule, event: 'stopped' })),
    events.on('store:failed', ({ operation }) => metrics.storeFailures.inc({ operation })),
    events.on('store:committed', ({ rows, ms }) => {
      metrics.storeRows.inc(rows);
      metrics.storeCommit.observe(ms / 1000);
    }),
    events.on('recovery:done', ({ adopted, lost }) => {
      metrics.recovered.inc({ result: 'adopted' }, adopted);
      metrics.recovered.inc({ result: 'lost' }, lost);
    }),
    events.on('engine:defect', ({ where }) => metrics.defects.inc({ where })),
  ];
}
