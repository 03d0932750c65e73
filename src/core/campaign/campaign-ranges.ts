import type { FigureRange } from '../retry/read-retry-rules.js';
import { type CampaignSettings, MINIMUM_RING_MS } from './campaign.js';

type Figures = {
  readonly [Key in keyof CampaignSettings as CampaignSettings[Key] extends number ? Key : never]: FigureRange;
};

const span = (least: number, most: number): FigureRange => ({ least, most, whole: true });
const share = (least: number, most: number): FigureRange => ({ least, most, whole: false });

/** The range of each figure of a campaign, for the reader, the API and the screens. */
export const CAMPAIGN_RANGES = {
  powerRatio: share(1, 10),
  weight: share(0.01, 100),
  abandonCap: share(0, 0.2),
  amdDeadlineMs: span(500, 10_000),
  ringTimeoutMs: span(MINIMUM_RING_MS, 120_000),
  connectDeadlineMs: span(500, 10_000),
  previewCountdownMs: span(1000, 600_000),
  wrapUpLimitMs: span(1000, 3_600_000),
} as const satisfies Figures;
