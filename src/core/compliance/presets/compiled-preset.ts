import { makeHolidayCalendar } from '../calendar/holiday-calendar.js';
import { CompiledPolicy } from '../gate/compiled-policy.js';
import { findPreset } from './find-preset.js';

const compiled = new Map<string, CompiledPolicy>();

/** A preset ready for decisions, with national and state holidays; null when there is none of that id. */
export function compiledPreset(id: string): CompiledPolicy | null {
  const preset = findPreset(id);
  if (preset === null) {
    return null;
  }
  let policy = compiled.get(id);
  if (policy === undefined) {
    policy = new CompiledPolicy(preset, makeHolidayCalendar([]));
    compiled.set(id, policy);
  }
  return policy;
}
