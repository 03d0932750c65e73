import type { RuleId } from '../compliance/rule-id.js';
import { BRASILIA, civilTime } from '../kernel/civil-time.js';

/** What can keep a campaign from dialling, in the order in which a person would look for it. */
export const OBSTACLE_CODES = [
  'not_running',
  'mode_paused',
  'dialing_stopped',
  'draining',
  'store_down',
  'media_down',
  'media_full',
  'other_engine',
  'policy_unknown',
  'no_caller',
  'no_trunk',
  'trunk_elsewhere',
  'trunk_closed',
  'carrier_backs_off',
  'no_line',
  'limit_reached',
  'hours_closed',
  'calendar_closed',
  'list_absent',
  'list_old',
  'consent_needed',
  'no_agents',
  'agents_away',
  'no_contacts',
  'lists_paused',
  'abandonment',
] as const;
export type ObstacleCode = (typeof OBSTACLE_CODES)[number];

/** Whether it holds back every call of the campaign, or some of them. */
export const OBSTACLE_REACHES = ['all', 'some'] as const;
export type ObstacleReach = (typeof OBSTACLE_REACHES)[number];

/** One reason why a campaign does not dial, or not everybody. */
export interface Obstacle {
  readonly code: ObstacleCode;
  readonly reach: ObstacleReach;
  /** The rule that blocks, or null where it is no rule. */
  readonly rule: RuleId | null;
  /** What it is and what to do about it. */
  readonly text: string;
  /** When time alone lifts it, or null. */
  readonly untilMs: number | null;
}

/** An obstacle that no rule and no hour is the reason of. */
export function obstacle(code: ObstacleCode, text: string, more: Partial<Obstacle> = {}): Obstacle {
  return { code, reach: 'all', rule: null, untilMs: null, text, ...more };
}

/** An instant as an operation reads it: Brasília's date and time. */
export function brasiliaText(atMs: number): string {
  const { year, month, day, hour, minute } = civilTime(atMs, BRASILIA);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)} (Brasília)`;
}
