import type { CampaignId } from '../kernel/ids.js';
import type { CampaignSettings } from './campaign.js';
import { CHANGE_NAMES, type ChangeName, type KnobChange } from './knobs.js';

/** Knobs turned for a while: it ends by itself, and whoever looks can undo it. */
export interface KnobOverride {
  readonly id: string;
  readonly campaignId: CampaignId;
  readonly change: KnobChange;
  /** What stood there before. */
  readonly before: KnobChange;
  readonly by: string;
  readonly reason: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Null while it holds. */
  readonly endedMs: number | null;
  /** Who undid it; '' where it ended by itself. */
  readonly endedBy: string;
}

/** The longest that something stands which is to be looked at again. */
export const LONGEST_OVERRIDE_MINUTES = 8 * 60;

/** The present values of what a change sets. */
export function standingValues(settings: CampaignSettings, change: KnobChange): KnobChange {
  return Object.fromEntries(namesOf(change).map((name) => [name, settings[name]])) as KnobChange;
}

/** The settings after an override; a knob that somebody has turned since is left as it is. */
export function withoutOverride(
  settings: CampaignSettings,
  { change, before }: Pick<KnobOverride, 'change' | 'before'>,
): CampaignSettings {
  const own = namesOf(change).filter((name) => settings[name] === change[name] && before[name] !== undefined);
  return { ...settings, ...Object.fromEntries(own.map((name) => [name, before[name]])) };
}

/** The first knob that both set, or null. */
export function sharedKnob(a: KnobChange, b: KnobChange): ChangeName | null {
  return namesOf(a).find((name) => b[name] !== undefined) ?? null;
}

export function namesOf(change: KnobChange): readonly ChangeName[] {
  return CHANGE_NAMES.filter((name) => change[name] !== undefined);
}
