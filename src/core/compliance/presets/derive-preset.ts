import type { Policy, Rule } from '../policy.js';
import { BRASIL_2026 } from './brasil-2026.js';

interface PresetSketch {
  readonly id: string;
  readonly title: string;
  /** Keys of provisions of the default preset that this one leaves out; never one of law. */
  readonly without: readonly string[];
  readonly rules: readonly Rule[];
}

/** A preset that differs from the default one in a few provisions. */
export function derivePreset(sketch: PresetSketch): Policy {
  return {
    ...BRASIL_2026,
    id: sketch.id,
    title: sketch.title,
    base: BRASIL_2026.id,
    rules: [...BRASIL_2026.rules.filter((rule) => !sketch.without.includes(rule.key)), ...sketch.rules],
  };
}
