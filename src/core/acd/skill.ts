import { CadenciaError } from '../kernel/errors.js';

/** Levels run from 1 (just able to) to this. */
export const HIGHEST_LEVEL = 10;

/** What an agent can do: level by skill. A skill that is absent is not there. */
export type SkillLevels = ReadonlyMap<string, number>;

/** From that wait on this level will do; 0: the skill is not asked for any more. */
export interface SkillRelaxation {
  readonly afterMs: number;
  readonly level: number;
}

/** A skill that a call asks for. */
export interface SkillNeed {
  readonly skill: string;
  /** 1 to 10. */
  readonly level: number;
  /** What it counts in `skill_weighted`. @minimum 0 @default 1 */
  readonly weight: number;
  /** In order of time, each level below the one before. */
  readonly relaxed: readonly SkillRelaxation[];
}

/** Throws DLR_INPUT_INVALID unless the need can be met at all, and asks for less and less. */
export function checkSkillNeed(need: SkillNeed, where: string): SkillNeed {
  if (!(isLevel(need.level) && need.level >= 1)) {
    throw wrong(`${where}.level is ${need.level}: give a whole number from 1 to ${HIGHEST_LEVEL}.`);
  }
  if (!(need.weight >= 0 && need.weight <= 1000)) {
    throw wrong(`${where}.weight is ${need.weight}: give a number from 0 to 1000.`);
  }
  let before: SkillRelaxation = { afterMs: 0, level: need.level };
  for (const [index, step] of need.relaxed.entries()) {
    if (!isLevel(step.level) || step.level >= before.level) {
      throw wrong(`${where}.relaxed[${index}].level is ${step.level}: give less than ${before.level}.`);
    }
    if (!(Number.isFinite(step.afterMs) && step.afterMs > before.afterMs)) {
      throw wrong(`${where}.relaxed[${index}].afterMs is ${step.afterMs}: give more than ${before.afterMs}.`);
    }
    before = step;
  }
  return need;
}

/** The level asked for after so long a wait; 0 when it is not asked for any more. */
export function levelNeeded(need: SkillNeed, waitedMs: number): number {
  let { level } = need;
  for (const step of need.relaxed) {
    if (waitedMs < step.afterMs) {
      break;
    }
    level = step.level;
  }
  return level;
}

/** True when the agent may take a call that has waited so long. */
export function hasSkills(levels: SkillLevels, needs: readonly SkillNeed[], waitedMs: number): boolean {
  return needs.every((need) => (levels.get(need.skill) ?? 0) >= levelNeeded(need, waitedMs));
}

/** How well the agent fits what was asked for at first: the weighted sum of the levels in the skills named. */
export function skillScore(levels: SkillLevels, needs: readonly SkillNeed[]): number {
  return needs.reduce((sum, { skill, weight }) => sum + weight * (levels.get(skill) ?? 0), 0);
}

/** The wait at which less is asked for next, or null when nothing falls any more. */
export function nextRelaxationMs(needs: readonly SkillNeed[], waitedMs: number): number | null {
  let next = Number.POSITIVE_INFINITY;
  for (const { relaxed } of needs) {
    for (const { afterMs } of relaxed) {
      next = afterMs > waitedMs ? Math.min(next, afterMs) : next;
    }
  }
  return Number.isFinite(next) ? next : null;
}

function isLevel(level: number): boolean {
  return Number.isInteger(level) && level >= 0 && level <= HIGHEST_LEVEL;
}

function wrong(detail: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', { detail });
}
