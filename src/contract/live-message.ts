import { z } from 'zod';
import { agentRowWire, agentWire } from './agent-wire.js';
import { campaignLiveWire } from './campaign-wire.js';
import { engineWire } from './engine-wire.js';
import { limitWire } from './limit-wire.js';
import { queueLiveWire } from './queue-wire.js';
import { agentIdWire, atMsWire, campaignIdWire, queueIdWire } from './wire-ids.js';

const seq = z.number().int().describe('Grows by one a delta; a gap means: ask for a snapshot');

/** First message of a client. */
export const liveHelloWire = z.strictObject({
  type: z.literal('hello'),
  token: z
    .string()
    .max(512)
    .optional()
    .describe('Unless it came as subprotocol bearer.<token>, or a session cookie came with the socket'),
  agentId: agentIdWire.optional().describe('The agent whose own events are wanted too'),
});

/** Asks for a fresh snapshot. */
export const liveResyncWire = z.strictObject({ type: z.literal('resync') });

export const liveClientMessageWire = z.discriminatedUnion('type', [liveHelloWire, liveResyncWire]);

/** Everything, as it is now. */
export const liveSnapshotWire = z.object({
  type: z.literal('snapshot'),
  seq,
  atMs: atMsWire,
  engine: engineWire,
  campaigns: z.array(campaignLiveWire),
  agents: z.array(agentRowWire),
  limits: z.array(limitWire),
  queues: z.array(queueLiveWire),
});

/** Whole rows that changed since the last delta, and ids of rows that are gone. */
export const liveDeltaWire = z.object({
  type: z.literal('delta'),
  seq,
  atMs: atMsWire,
  engine: engineWire.optional(),
  campaigns: z.array(campaignLiveWire).optional(),
  agents: z.array(agentRowWire).optional(),
  limits: z.array(limitWire).optional(),
  queues: z.array(queueLiveWire).optional(),
  goneCampaigns: z.array(campaignIdWire).optional(),
  goneAgents: z.array(agentIdWire).optional(),
  goneLimits: z.array(z.string()).optional(),
  goneQueues: z.array(queueIdWire).optional(),
});

/** The subscriber's own agent, card included; sent at once. */
export const liveAgentWire = z.object({
  type: z.literal('agent'),
  seq: z.number().int().describe('The number of the last delta; does not grow by this message'),
  atMs: atMsWire,
  agent: agentWire.nullable(),
});

/** Nothing changed; the data is as old as this message. */
export const liveAliveWire = z.object({ type: z.literal('alive'), seq, atMs: atMsWire });

export const liveServerMessageWire = z.discriminatedUnion('type', [
  liveSnapshotWire,
  liveDeltaWire,
  liveAgentWire,
  liveAliveWire,
]);
export type LiveServerMessage = z.output<typeof liveServerMessageWire>;
