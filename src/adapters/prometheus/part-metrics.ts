import type { EngineEvents } from '../../ports/engine-events.js';
import type { MetricLabels } from './bounded-labels.js';
import type { MetricCatalogue } from './metric-catalogue.js';

/** Figures of what the engine stands on: media servers, store, its own loop. */
export function listenToParts(
  events: EngineEvents,
  metrics: MetricCatalogue,
  labels: MetricLabels,
): readonly (() => void)[] {
  const seen = new Set<string>();
  return [
    events.on('media:up', ({ serverId }) => {
      metrics.pbxUp.set({ pbx: serverId }, 1);
      metrics.pbxReconnects.inc({ pbx: serverId }, seen.has(serverId) ? 1 : 0);
      seen.add(serverId);
    }),
    events.on('media:down', ({ serverId }) => metrics.pbxUp.set({ pbx: serverId }, 0)),
    events.on('media:full', ({ serverId, why }) => metrics.pbxFull.inc({ pbx: serverId, reason: why })),
    events.on('media:orphan', ({ serverId }) => metrics.orphans.inc({ pbx: serverId })),
    events.on('media:command', ({ op, ms, ok }) => {
      metrics.pbxCommand.observe({ op }, ms / 1000);
      metrics.pbxFailures.inc({ op }, ok ? 0 : 1);
    }),
    events.on('trunk:closed', ({ trunkId, cause }) =>
      cause === 'schedule' ? undefined : metrics.trunkClosed.inc({ trunk: trunkId }),
    ),
    events.on('line:fallen', () => metrics.lineFalls.inc()),
    events.on('line:rested', ({ cause }) => metrics.lineRests.inc({ cause })),
    events.on('trunk:probed', ({ trunkId, state, tookMs, good }) => {
      const trunk = labels.trunk.of(trunkId);
      if (state !== 'unknown') {
        metrics.trunkUp.set({ trunk }, state === 'up' ? 1 : 0);
      }
      if (good === true && tookMs !== null) {
        metrics.trunkOptions.observe({ trunk }, tookMs / 1000);
      }
      metrics.trunkUnanswered.inc({ trunk }, good === false ? 1 : 0);
    }),
    events.on('trunk:backedOff', ({ trunkId }) => metrics.trunkCuts.inc({ trunk: labels.trunk.of(trunkId) })),
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
