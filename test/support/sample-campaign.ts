import { CAMPAIGN_DEFAULTS, type CampaignSettings } from '../../src/core/campaign/campaign.js';
import { parseCampaignId } from '../../src/core/kernel/ids.js';
import { REASONS } from '../../src/core/outcome/outcome.js';
import { FREE_CADENCE } from '../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../src/core/retry/retry-rules.js';

const RULE = {
  delayMs: 3_600_000,
  growth: 1,
  nextPhone: true,
  dropPhone: false,
  endsContact: false,
  free: false,
  phoneRestMs: 0,
};

export const SAMPLE_RETRY: RetryRules = {
  ...FREE_CADENCE,
  maxAttempts: 6,
  maxFreeAttempts: 10,
  byReason: Object.fromEntries(REASONS.map((reason) => [reason, RULE])) as unknown as RetryRules['byReason'],
};

export const SAMPLE_NEW_CAMPAIGN: Pick<CampaignSettings, 'retry' | 'dispositions'> = {
  retry: SAMPLE_RETRY,
  dispositions: [
    { code: 'promessa', label: 'Promessa de pagamento' },
    { code: 'terceiro', label: 'Falou com terceiro' },
    { code: 'retorno_agendado', label: 'Retorno agendado' },
    { code: 'sem_tabulacao', label: 'Sem tabulação' },
  ],
};

export function sampleCampaign(id: string, change: Partial<CampaignSettings> = {}): CampaignSettings {
  return {
    ...CAMPAIGN_DEFAULTS,
    ...SAMPLE_NEW_CAMPAIGN,
    id: parseCampaignId(id),
    name: `Campanha ${id}`,
    ...change,
  };
}
