import { z } from 'zod';
import { OUTCOMES, REASONS } from '../core/outcome/outcome.js';
import { RETRY_PRESET_IDS } from '../core/retry/retry-presets.js';
import { campaignPutWire, dispositionWire } from './campaign-wire.js';
import { retryWire } from './retry-wire.js';

/** What a campaign may be made of: presets, ranges, words. */
export const campaignFormWire = z
  .object({
    presets: z.array(
      z.object({
        id: z.string(),
        settings: campaignPutWire.omit({ name: true }).describe('Ready for PUT, but for name and CNPJ'),
      }),
    ),
    ranges: z.array(
      z.object({
        name: z.string().describe('The key of the settings'),
        least: z.number(),
        most: z.number(),
        whole: z.boolean(),
        rule: z.string().nullable().describe('The rule the range comes from'),
      }),
    ),
    retryRanges: z.array(
      z.object({ name: z.string(), least: z.number(), most: z.number(), whole: z.boolean() }),
    ),
    retryPresets: z.array(z.object({ id: z.enum(RETRY_PRESET_IDS), retry: retryWire })),
    dispositions: z.array(
      z.object({ code: dispositionWire, outcome: z.enum(OUTCOMES), reason: z.enum(REASONS) }),
    ),
  })
  .meta({ id: 'CampaignForm' });
export type CampaignFormOut = z.output<typeof campaignFormWire>;
