import type { AgentId } from '../kernel/ids.js';
import { type Iqa, iqaOf, type SideScore } from './iqa.js';
import { isNewcomer } from './newcomer.js';

/** A score as the figures of a period take it. */
export interface PeriodScore {
  readonly attemptId: string;
  readonly agentId: AgentId;
  readonly side: 'own' | 'client' | 'calibration';
  readonly score: number;
  readonly atMs: number;
  /** A contest was upheld. */
  readonly isVoid: boolean;
}

export interface AgentQuality {
  readonly agentId: AgentId;
  readonly scored: number;
  readonly mean: number;
  readonly isNewcomer: boolean;
  readonly isShort: boolean;
}

export interface PeriodQuality {
  readonly agents: Iqa;
  readonly newcomers: Iqa;
  readonly voided: number;
  readonly byAgent: readonly AgentQuality[];
}

/** The index of a period: void scores and those of calibrations left out, newcomers apart. */
export function periodQuality(
  scores: readonly PeriodScore[],
  leastPerAgent: number,
  startedOn: Readonly<Record<string, string>>,
): PeriodQuality {
  const counted = scores.filter(({ isVoid, side }) => !isVoid && side !== 'calibration');
  const isNew = ({ agentId, atMs }: PeriodScore): boolean => {
    const start = startedOn[agentId];
    return start !== undefined && isNewcomer(start, atMs);
  };
  const byAgent = new Map<AgentId, PeriodScore[]>();
  for (const score of counted.filter(({ side }) => side === 'own')) {
    byAgent.set(score.agentId, [...(byAgent.get(score.agentId) ?? []), score]);
  }
  return {
    agents: iqaOf(counted.filter((score) => !isNew(score)).map(sided)),
    newcomers: iqaOf(counted.filter(isNew).map(sided)),
    voided: scores.filter(({ isVoid }) => isVoid).length,
    byAgent: [...byAgent]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([agentId, own]) => ({
        agentId,
        scored: own.length,
        mean: Math.round((own.reduce((sum, { score }) => sum + score, 0) / own.length) * 100) / 100,
        isNewcomer: own.some(isNew),
        isShort: own.length < leastPerAgent,
      })),
  };
}

function sided({ attemptId, side, score }: PeriodScore): SideScore {
  return { attemptId, side: side === 'client' ? 'client' : 'own', score };
}
