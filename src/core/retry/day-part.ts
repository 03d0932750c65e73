import { zoneOffsetMs } from '../compliance/windows/zone-offset.js';
import { DAY, HOUR } from '../kernel/time.js';

/** The parts of a day in which people are at home, at work, and home again, by the clock of the person called. */
export const DAY_PARTS = {
  manha: { fromHour: 0, toHour: 12 },
  tarde: { fromHour: 12, toHour: 18 },
  noite: { fromHour: 18, toHour: 24 },
} as const satisfies Record<string, { readonly fromHour: number; readonly toHour: number }>;
export type DayPart = keyof typeof DAY_PARTS;
export const DAY_PART_NAMES = Object.keys(DAY_PARTS) as readonly DayPart[];

/** The hour of a zone's wall clock, 0 to 23. */
export function localHourOf(atMs: number, zone: string): number {
  const wallMs = atMs + zoneOffsetMs(atMs, zone);
  return Math.floor((((wallMs % DAY) + DAY) % DAY) / HOUR);
}

/** The part of the day it is there. */
export function dayPartAt(atMs: number, zone: string): DayPart {
  const hour = localHourOf(atMs, zone);
  return DAY_PART_NAMES.find((part) => hour < DAY_PARTS[part].toHour) ?? 'noite';
}

/** Tries that are looked back on. */
const LOOK_BACK = 6;

/** The parts tried least among the last tries, never the one of the last try; all of them before the first. */
export function leastTriedParts(triesMs: readonly number[], zone: string): readonly DayPart[] {
  const parts = triesMs.slice(-LOOK_BACK).map((atMs) => dayPartAt(atMs, zone));
  const last = parts.at(-1);
  const others = DAY_PART_NAMES.filter((part) => part !== last);
  const count = (part: DayPart): number => parts.filter((tried) => tried === part).length;
  const fewest = Math.min(...others.map(count));
  return others.filter((part) => count(part) === fewest);
}
