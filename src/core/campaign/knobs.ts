import type { RuleId } from '../compliance/rule-id.js';
import { type CampaignSettings, DIAL_MODES, MINIMUM_RING_MS } from './campaign.js';

/** A setting with a range that holds for every campaign. */
export interface Knob {
  readonly low: number;
  readonly high: number;
  /** The rule the range comes from; null where it is the product's own. */
  readonly rule: RuleId | null;
  readonly why: string;
}

/** Settings with a legal range; a value outside is refused and never clipped. */
export const KNOBS = {
  ringTimeoutMs: {
    low: MINIMUM_RING_MS,
    high: 120_000,
    rule: 'R32',
    why: 'a phone rings at least 15 s before we give up',
  },
  abandonCap: { low: 0, high: 0.05, rule: 'R27', why: 'share of people who meet no agent' },
  weight: {
    low: 0.01,
    high: 100,
    rule: null,
    why: 'part of shared agents, relative to other campaigns',
  },
  powerRatio: { low: 1, high: 10, rule: null, why: 'calls per free agent' },
  connectDeadlineMs: { low: 500, high: 2000, rule: 'R29', why: 'a person waits at most 2 s' },
  amdDeadlineMs: { low: 1000, high: 6000, rule: null, why: 'then it is a person' },
  wrapUpLimitMs: { low: 1000, high: 1_800_000, rule: null, why: 'longest wrap-up' },
  previewCountdownMs: { low: 1000, high: 1_800_000, rule: null, why: 'time to decide' },
} as const satisfies Partial<Record<keyof CampaignSettings, Knob>>;
export type KnobName = keyof typeof KNOBS;
export const KNOB_NAMES = Object.keys(KNOBS) as readonly KnobName[];

/** What is wrong with the settings' ranges, one sentence each; empty when nothing is. */
export function knobProblems(settings: Pick<CampaignSettings, KnobName>): readonly string[] {
  return KNOB_NAMES.flatMap((name) => {
    const { low, high, rule, why }: Knob = KNOBS[name];
    const value = settings[name];
    const source = rule === null ? why : `${rule}: ${why}`;
    if (!(value >= low && value <= high)) {
      return [`${name} is ${value}: it must be from ${low} to ${high} (${source})`];
    }
    return name.endsWith('Ms') && !Number.isInteger(value)
      ? [`${name} is ${value}: it must be whole milliseconds`]
      : [];
  });
}

/** Knobs that may be turned for a while, beside the mode. */
export const TIMED_KNOBS = ['abandonCap', 'powerRatio', 'weight', 'ringTimeoutMs'] as const;
export type TimedKnob = (typeof TIMED_KNOBS)[number];

/** What an override sets; what is absent stays. */
export type KnobChange = Partial<
  Pick<CampaignSettings, TimedKnob | 'mode' | 'cancelsRinging' | 'keepsListOrder'>
>;
export const CHANGE_NAMES = [...TIMED_KNOBS, 'mode', 'cancelsRinging', 'keepsListOrder'] as const;
export type ChangeName = (typeof CHANGE_NAMES)[number];

/** The change as plain data, read from outside: a word or a kind of value that is not known is left out. */
export function readKnobChange(kept: Readonly<Record<string, unknown>>): KnobChange {
  const change: Record<string, unknown> = {};
  for (const name of CHANGE_NAMES) {
    const value = kept[name];
    const isMode = name === 'mode' && DIAL_MODES.some((mode) => mode === value);
    const isSwitch = (name === 'cancelsRinging' || name === 'keepsListOrder') && typeof value === 'boolean';
    const isNumber = TIMED_KNOBS.some((knob) => knob === name) && typeof value === 'number';
    if (isMode || isSwitch || isNumber) {
      change[name] = value;
    }
  }
  return change as KnobChange;
}
