import { campaignFormWire } from '../../contract/campaign-form-wire.js';
import { CAMPAIGN_PRESETS, type CampaignPreset } from '../../core/campaign/campaign-presets.js';
import { CAMPAIGN_RANGES } from '../../core/campaign/campaign-ranges.js';
import { KNOB_NAMES, KNOBS, type Knob } from '../../core/campaign/knobs.js';
import { DISPOSITIONS, type Disposition } from '../../core/outcome/disposition.js';
import { type FigureRange, RETRY_FIGURES } from '../../core/retry/read-retry-rules.js';
import { RETRY_PRESET_IDS, RETRY_PRESETS } from '../../core/retry/retry-presets.js';
import type { ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

function presetToWire([id, preset]: [string, CampaignPreset]) {
  const { retry, dispositions, ...settings } = preset;
  return { id, settings: { ...settings, dispositions: [...dispositions], retry: { preset: retry } } };
}

function rangesToWire(ranges: Readonly<Record<string, FigureRange>>) {
  return Object.entries(ranges).map(([name, range]) => ({ name, ...range }));
}

/** What both the wire takes and the engine, whose rule is named. */
function campaignRanges() {
  return KNOB_NAMES.map((name) => {
    const { least, most, whole } = CAMPAIGN_RANGES[name];
    const { low, high, rule }: Knob = KNOBS[name];
    return { name, least: Math.max(least, low), most: Math.min(most, high), whole, rule };
  });
}

/** What a form of a campaign has to know beforehand. */
export function addCampaignFormRoute(app: ApiServer): void {
  app.get(
    '/v1/campaign-form',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'Presets to begin a campaign with, the legal range of each figure, cadences, dispositions',
        response: { 200: campaignFormWire, ...PROBLEMS },
      },
    },
    async () => ({
      presets: Object.entries(CAMPAIGN_PRESETS).map(presetToWire),
      ranges: campaignRanges(),
      retryRanges: rangesToWire(RETRY_FIGURES),
      retryPresets: RETRY_PRESET_IDS.map((id) => ({ id, retry: RETRY_PRESETS[id] })),
      dispositions: Object.entries(DISPOSITIONS).map(([code, end]) => ({
        code: code as Disposition,
        ...end,
      })),
    }),
  );
}
