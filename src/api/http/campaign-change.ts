import type { CampaignPatch } from '../../contract/campaign-wire.js';
import { CAMPAIGN_DEFAULTS, type CampaignSettings } from '../../core/campaign/campaign.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import { REASONS } from '../../core/outcome/outcome.js';
import { readRetryRules } from '../../core/retry/read-retry-rules.js';
import { RETRY_PRESETS } from '../../core/retry/retry-presets.js';
import type { RetryRules } from '../../core/retry/retry-rules.js';

type NewCampaign = Pick<CampaignSettings, 'retry' | 'dispositions'>;

/** A cadence with a change laid over it, or over the preset that the change names. */
export function changedRetry(base: RetryRules, change: CampaignPatch['retry']): RetryRules {
  if (change === undefined) {
    return base;
  }
  const { preset, byReason, ...limits } = change;
  const from = preset === undefined ? base : RETRY_PRESETS[preset];
  const rules = REASONS.map((reason) => [reason, { ...from.byReason[reason], ...byReason?.[reason] }]);
  return readRetryRules({ ...from, ...limits, byReason: Object.fromEntries(rules) }, 'body.retry');
}

/** Lays a change over settings; JSON has no undefined, so what is absent stays. */
export function changedCampaign(base: CampaignSettings, change: CampaignPatch): CampaignSettings {
  const { retry, ...rest } = change;
  const merged = { ...base, ...(rest as Partial<CampaignSettings>), retry: changedRetry(base.retry, retry) };
  checkCampaign(merged);
  return merged;
}

/** The settings of a PUT: what is absent takes the default. */
export function putCampaign(
  id: CampaignId,
  change: CampaignPatch & { readonly name: string },
  fresh: NewCampaign,
): CampaignSettings {
  return changedCampaign({ ...CAMPAIGN_DEFAULTS, ...fresh, id, name: change.name }, change);
}

/** What one key alone cannot tell. */
function checkCampaign(settings: CampaignSettings): void {
  const codes = settings.dispositions.map((item) => item.code);
  const double = codes.find((code, index) => codes.indexOf(code) !== index);
  if (double !== undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `body.dispositions: '${double}' is there twice; give each code one label.`,
    });
  }
  const { calendar } = settings;
  if (calendar !== null && (calendar.from ?? '') > (calendar.until ?? '9')) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'body.calendar: it ends before it begins; set until after from, or leave one null.',
    });
  }
  if (settings.amd && settings.amdDeadlineMs > settings.ringTimeoutMs) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'body.amdDeadlineMs: it is longer than ringTimeoutMs; 3500 is usual.',
    });
  }
}
