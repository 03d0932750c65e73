import type { EngineEvents } from '../../ports/engine-events.js';
import type { MetricLabels } from './bounded-labels.js';
import type { MetricCatalogue } from './metric-catalogue.js';

/** Figures of calls, agents and pacing. */
export function listenToCalls(
  events: EngineEvents,
  metrics: MetricCatalogue,
  { campaign, trunk, rule }: MetricLabels,
): readonly (() => void)[] {
  return [
    events.on('call:dialed', (event) => {
      const labels = { campaign: campaign.of(event.campaignId), trunk: trunk.of(event.trunkId) };
      metrics.dialed.inc({ ...labels, mode: event.mode });
      metrics.gateDecisions.inc({ verdict: 'allow', rule: 'none' });
    }),
    events.on('call:answered', (event) => {
      metrics.setup.observe({ campaign: campaign.of(event.campaignId) }, event.afterDialMs / 1000);
    }),
    events.on('call:announced', ({ campaignId, says }) =>
      metrics.announcements.inc({ campaign: campaign.of(campaignId), says }),
    ),
    events.on('call:screened', (event) => {
      const label = campaign.of(event.campaignId);
      metrics.amd.inc({ campaign: label, verdict: event.verdict });
      metrics.amdTime.observe({ campaign: label }, event.afterAnswerMs / 1000);
    }),
    events.on('call:connected', (event) => {
      metrics.answerToAgent.observe({ campaign: campaign.of(event.campaignId) }, event.waitMs / 1000);
      metrics.bridge.observe(event.bridgeMs / 1000);
    }),
    events.on('call:abandoned', (event) => {
      metrics.abandoned.inc({ campaign: campaign.of(event.campaignId), reason: 'no_agent' });
    }),
    events.on('abandon:stopped', ({ campaignId, rule: id }) =>
      metrics.abandonEvents.inc({ campaign: campaign.of(campaignId), rule: id, event: 'stopped' }),
    ),
    events.on('abandon:resumed', ({ campaignId, rule: id }) =>
      metrics.abandonEvents.inc({ campaign: campaign.of(campaignId), rule: id, event: 'resumed' }),
    ),
    events.on('recording:failed', ({ campaignId, what }) =>
      metrics.recordingFailures.inc({ campaign: campaign.of(campaignId), what }),
    ),
    events.on('call:closed', ({ campaignId, row: { opening, result } }) => {
      const label = campaign.of(campaignId);
      const out = trunk.of(opening.trunkId);
      metrics.calls.inc({ campaign: label, trunk: out, result: result.outcome });
      metrics.callReasons.inc({ campaign: label, reason: result.reason });
      if (result.tRingMs !== null && result.tAnswerMs !== null) {
        metrics.ring.observe({ campaign: label }, Math.max(0, result.tAnswerMs - result.tRingMs) / 1000);
      }
      if (result.sipCode !== null) {
        metrics.sip.inc({ trunk: out, code: String(result.sipCode) });
      }
      if (result.q850 !== null) {
        metrics.hangups.inc({ trunk: out, q850: String(result.q850) });
      }
    }),
    events.on('dial:blocked', (event) =>
      metrics.gateDecisions.inc({ verdict: 'block', rule: rule.of(event.rule) }),
    ),
    events.on('agent:moved', (event) => {
      metrics.agentState.observe({ state: event.from }, event.inStateMs / 1000);
      const first = event.campaignIds[0];
      if (event.from === 'available' && first !== undefined) {
        metrics.agentWait.observe({ campaign: campaign.of(first) }, event.inStateMs / 1000);
      }
    }),
    events.on('pacing:decided', ({ campaignId, lane, decision, tickMs }) => {
      const label = campaign.of(campaignId);
      metrics.pacingPlaced.inc({ campaign: label, lane }, Math.max(0, decision.place));
      metrics.pacingLimit.inc({ campaign: label, limit: decision.limit });
      metrics.pacingTick.observe(tickMs / 1000);
    }),
    events.on('hopper:dry', (event) => metrics.hopperDry.inc({ campaign: campaign.of(event.campaignId) })),
    events.on('hopper:rested', ({ campaignId, reason, contacts }) =>
      metrics.hopperRested.inc({ campaign: campaign.of(campaignId), reason }, contacts),
    ),
    events.on('campaign:moved', (event) => void campaign.of(event.campaignId)),
  ];
}
