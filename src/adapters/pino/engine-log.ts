import type { EngineEvents } from '../../ports/engine-events.js';

/** What this needs of a pino logger. */
interface Lines {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

const CLOSED_TEXTS = {
  faults: 'trunk left alone after faults',
  silent: 'trunk left alone: its carrier does not answer',
} as const;

/**
 * Writes what the engine says: ids, states and figures, never who a person is. A call's whole way is two lines
 * at `info` (closed, and connected or abandoned); the steps between are at `debug`.
 */
export function makeEngineLog(events: EngineEvents, log: Lines): { close(): void } {
  const offs = [...listenToCalls(events, log), ...listenToParts(events, log)];
  return {
    close() {
      for (const off of offs) {
        off();
      }
    },
  };
}

function listenToCalls(events: EngineEvents, log: Lines): readonly (() => void)[] {
  return [
    events.on('line:fallen', (event) => log.warn(event, 'line fallen')),
    events.on('line:rested', (event) => log.info(event, 'line rests')),
    events.on('line:returned', (event) => log.info(event, 'line is back')),
    events.on('quartiles:made', (event) => log.info(event, 'quartiles made')),
    events.on('call:dialed', (event) => log.debug(event, 'call dialed')),
    events.on('call:moved', (event) => log.debug(event, 'call moved')),
    events.on('call:answered', (event) => log.debug(event, 'call answered')),
    events.on('call:announced', (event) => log.debug(event, 'network announced')),
    events.on('call:screened', (event) => log.debug(event, 'call screened')),
    events.on('call:connected', (event) => log.info(event, 'call connected')),
    events.on('call:abandoned', (event) => log.warn(event, 'call abandoned')),
    events.on('call:closed', ({ attemptId, campaignId, row: { opening, result } }) =>
      log.info(
        {
          attemptId,
          campaignId,
          trunkId: opening.trunkId,
          mode: opening.mode,
          outcome: result.outcome,
          reason: result.reason,
          endedBy: result.endedBy,
          sipCode: result.sipCode,
          q850: result.q850,
          agentId: result.agentId,
          ms: result.tDialMs === null ? null : result.tEndMs - result.tDialMs,
        },
        'call closed',
      ),
    ),
    events.on('inbound:closed', ({ callId, campaignId, row: { opening, result } }) =>
      log.info(
        {
          attemptId: callId,
          campaignId,
          queue: opening.queue,
          outcome: result.outcome,
          reason: result.reason,
          endedBy: result.endedBy,
          agentId: result.agentId,
        },
        'call that came in closed',
      ),
    ),
    events.on('inbound:returnFailed', (event) => log.warn(event, 'caller not put among the callbacks')),
    events.on('dial:blocked', (event) => log.debug(event, 'dial blocked')),
    events.on('agent:moved', (event) => log.info(event, 'agent moved')),
    events.on('talk:moved', (event) => log.info(event, 'talk moved')),
    events.on('talk:handedOver', (event) => log.info(event, 'talk handed over')),
    events.on('talk:sentOn', (event) => log.info(event, 'person given on')),
    events.on('talk:returned', (event) => log.info(event, 'person not taken, back to his agent')),
    events.on('talk:outsideEnded', (event) =>
      log.warn(event, 'talk without an agent ended, the longest time was over'),
    ),
    events.on('campaign:moved', (event) => log.info(event, 'campaign moved')),
    events.on('pacing:decided', ({ campaignId, lane, decision }) =>
      log.debug({ campaignId, lane, ...decision }, 'pacing decided'),
    ),
    events.on('hopper:filled', (event) => log.debug(event, 'hopper filled')),
    events.on('hopper:rested', (event) => log.info(event, 'contacts rest')),
    events.on('hopper:dry', (event) => log.info(event, 'hopper dry')),
  ];
}

function listenToParts(events: EngineEvents, log: Lines): readonly (() => void)[] {
  return [
    events.on('media:up', (event) => log.info(event, 'media server up')),
    events.on('media:down', (event) => log.error(event, 'media server down')),
    events.on('media:full', (event) => log.warn(event, 'media server takes no call now')),
    events.on('media:free', (event) => log.info(event, 'media server takes calls again')),
    events.on('media:orphan', (event) => log.warn(event, 'orphan leg hung up')),
    events.on('media:command', (event) => {
      if (!event.ok) {
        log.warn(event, 'media command failed');
      }
    }),
    events.on('limit:warned', (event) => log.warn(event, 'a limit comes near')),
    events.on('limit:stopped', (event) => log.error(event, 'stopped short of a limit, traffic moves')),
    events.on('trunk:closed', (event) =>
      event.cause === 'schedule'
        ? log.info(event, 'the hours of a trunk have ended')
        : log.error(event, CLOSED_TEXTS[event.cause]),
    ),
    events.on('trunk:backedOff', (event) => log.warn(event, 'a carrier takes less than it sold')),
    events.on('trunk:contingency', (event) => log.warn(event, 'a contingency trunk carries calls')),
    events.on('store:failed', (event) => log.error(event, 'store failed, dialling waits')),
    events.on('store:recovered', (event) => log.warn(event, 'store recovered')),
    events.on('store:slow', (event) => log.warn(event, 'the database is slow: fewer calls are placed')),
    events.on('store:quick', (event) => log.warn(event, 'the database is quick again')),
    events.on('switch:moved', (event) => log.warn(event, 'switch set otherwise')),
    events.on('recovery:done', (event) => log.info(event, 'recovery done')),
    events.on('estate:taken', (event) => log.warn(event, 'took over what a dead engine left')),
    events.on('engine:replaced', (event) =>
      log.error(event, 'another engine took over while this one was away: it ends, and may be started again'),
    ),
    events.on('agent:elsewhere', (event) =>
      log.warn(event, 'agent is another engine’s now, logged out here'),
    ),
    events.on('engine:defect', (event) => log.error(event, 'engine defect')),
  ];
}
