import { z } from 'zod';
import { attemptSipWire } from '../../contract/sip-wire.js';
import { attemptIdWire } from '../../contract/wire-ids.js';
import { customerLegId } from '../../core/kernel/ids.js';
import type { SipMessageSeen } from '../../ports/sip-watch.js';
import { seesCall } from '../auth/access.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

/** What carrier and switch know a call by, and the SIP that passed between them. */
export function addSipRoutes(app: ApiServer, { proof }: ApiDeps): void {
  app.get(
    '/v1/attempts/:id/sip',
    {
      schema: {
        tags: ['carriers'],
        summary:
          'All ids of an attempt, for the logs of switch and carrier, and its SIP messages where they were seen',
        params: z.object({ id: attemptIdWire }),
        response: { 200: attemptSipWire, ...PROBLEMS },
      },
    },
    async ({ params: { id }, access }) => {
      const [call, messages] = await Promise.all([proof.callLog.find(id), proof.ladders.of(id)]);
      const { campaignId } = call?.row.opening ?? {};
      const agentId = call?.row.result.agentId ?? null;
      if (call === null || campaignId === undefined || !seesCall(access, { campaignId, agentId })) {
        throw notFound('attempt', id);
      }
      const { attemptGroup, trunkId, carrier, line, mediaServerId, engineId, decisionId } = call.row.opening;
      const { sipCode, q850, sipCallId } = call.row.result;
      const told = sipCallId === undefined ? [] : [sipCallId];
      return {
        ...{ attemptId: id, attemptGroup, decisionId, legId: customerLegId(id) },
        ...{ trunkId, carrier, line, mediaServerId, engineId, sipCode, q850 },
        callIds: [...new Set([...told, ...messages.map(({ callId }) => callId)])],
        messages: messages.map(toWire),
      };
    },
  );
}

function toWire({ attemptId: _attempt, ...message }: SipMessageSeen) {
  return message;
}
