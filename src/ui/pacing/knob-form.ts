import type { CampaignOut } from '../../contract/campaign-wire.js';
import type { KnobChangeIn } from '../../contract/knob-wire.js';

export type Settings = CampaignOut['settings'];

/** Numbers as the form shows them: shares in per cent, times in seconds. */
export const NUMBER_KNOBS = {
  abandonCap: 100,
  powerRatio: 1,
  weight: 1,
  ringTimeoutMs: 1 / 1000,
} as const;
export type NumberKnob = keyof typeof NUMBER_KNOBS;
export const NUMBER_KNOB_NAMES = Object.keys(NUMBER_KNOBS) as readonly NumberKnob[];

/** What is typed; an empty field stands for the present value. */
export type Draft = Readonly<Partial<Record<NumberKnob, string>>> & {
  readonly mode?: Settings['mode'];
  readonly cancelsRinging?: boolean;
  readonly keepsListOrder?: boolean;
};

export const shownValue = (knob: NumberKnob, value: number): number =>
  Number((value * NUMBER_KNOBS[knob]).toFixed(3));

/** The value of a field in the settings' own unit; null where it is empty or no number. */
export function typedValue(knob: NumberKnob, text: string | undefined): number | null {
  const value = Number((text ?? '').trim().replace(',', '.'));
  return (text ?? '').trim() === '' || !Number.isFinite(value)
    ? null
    : Number((value / NUMBER_KNOBS[knob]).toFixed(6));
}

/** What the draft would change. */
export function changeOf(draft: Draft, settings: Settings): KnobChangeIn {
  const change: Record<string, unknown> = {};
  for (const knob of NUMBER_KNOB_NAMES) {
    const value = typedValue(knob, draft[knob]);
    if (value !== null && value !== settings[knob]) {
      change[knob] = value;
    }
  }
  for (const knob of ['mode', 'cancelsRinging', 'keepsListOrder'] as const) {
    if (draft[knob] !== undefined && draft[knob] !== settings[knob]) {
      change[knob] = draft[knob];
    }
  }
  return change as KnobChangeIn;
}
