import { z } from 'zod';
import { OBSTACLE_CODES, OBSTACLE_REACHES } from '../core/readiness/obstacle.js';
import { campaignIdWire } from './wire-ids.js';

const obstacleWire = z.object({
  code: z.enum(OBSTACLE_CODES),
  reach: z.enum(OBSTACLE_REACHES).describe('Whether it holds back every call, or some'),
  rule: z.string().nullable().describe('The rule that blocks, or null'),
  text: z.string().describe('What it is and what to do about it'),
  until: z.iso.datetime().nullable().describe('When time alone lifts it, or null'),
});

/** Why a campaign dials or does not. */
export const campaignReadinessWire = z
  .object({
    campaignId: campaignIdWire,
    at: z.iso.datetime(),
    dialable: z.boolean().describe('Nothing holds back every call'),
    obstacles: z.array(obstacleWire).describe('Those that hold back every call first'),
    blockedToday: z
      .record(z.string(), z.number().int())
      .describe('Calls the gate refused today (Brasília), by rule'),
  })
  .meta({ id: 'CampaignReadiness' });
export type CampaignReadinessOut = z.output<typeof campaignReadinessWire>;
