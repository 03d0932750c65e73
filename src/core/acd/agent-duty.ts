import { type DaySpan, parseDaySpan } from '../compliance/clock-time.js';
import { parseQueueId, type QueueId } from '../kernel/ids.js';
import type { BlendRole } from './blending.js';
import { readName, readObject, readTable, readWhole, readWord, wrongSetting } from './settings-reader.js';
import { HIGHEST_LEVEL, type SkillLevels } from './skill.js';

const ROLES = ['inbound', 'outbound', 'both'] as const satisfies readonly BlendRole[];
const MOST_RANK = 100;

/** What an agent may take of what comes in. */
export interface AgentDuty {
  /** His rank by queue; 1 is asked first. */
  readonly queues: ReadonlyMap<QueueId, number>;
  readonly skills: SkillLevels;
  /** `both` is blended: kept for callers while their service level needs him, dialled for otherwise. */
  readonly role: BlendRole;
  /** His shift by Brasília's clock, for the plan of pauses; null: from his log-in on. */
  readonly shift: DaySpan | null;
}

/** Reads what an agent may take as it was written. @throws CadenciaError DLR_INPUT_INVALID with the place. */
export function readAgentDuty(stored: unknown, where = 'agent'): AgentDuty {
  const fields = readObject(stored, ['queues', 'skills', 'role', 'shift'], where);
  const queues = [...readTable(fields['queues'] ?? {}, `${where}.queues`)].map(
    ([queue, rank]) =>
      [
        parseQueueId(readName(queue, `${where}.queues`)),
        readWhole(rank, [1, MOST_RANK], `${where}.queues.${queue}`),
      ] as const,
  );
  const skills = [...readTable(fields['skills'] ?? {}, `${where}.skills`)].map(
    ([skill, level]) =>
      [
        readName(skill, `${where}.skills`),
        readWhole(level, [1, HIGHEST_LEVEL], `${where}.skills.${skill}`),
      ] as const,
  );
  return {
    queues: new Map(queues),
    skills: new Map(skills),
    role: readWord(fields['role'], ROLES, `${where}.role`, 'both'),
    shift: readShift(fields['shift'] ?? null, `${where}.shift`),
  };
}

function readShift(value: unknown, where: string): DaySpan | null {
  const span = typeof value === 'string' ? parseDaySpan(value) : null;
  if (value !== null && span === null) {
    throw wrongSetting(where, value, 'a span such as "08:00-14:20"');
  }
  return span;
}
