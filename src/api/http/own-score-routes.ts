import { z } from 'zod';
import { ownContestWire, ownScoreListWire, ownScoreWire, scoreIdWire } from '../../contract/quality-wire.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import { nextBrasiliaMonthMs } from '../../core/compliance/gate/person-day.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { DAY } from '../../core/kernel/time.js';
import type { ContestedScore } from '../../ports/quality-store.js';
import { formToWire, scoreToWire } from '../views/quality-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['quality'];
/** What an agent looks back on: the month that is made up now, and the one before. */
const LOOK_BACK_MS = 62 * DAY;

/** What an agent reads of his own quality, and what he says against it. */
export function addOwnScoreRoutes(app: ApiServer, { quality }: ApiDeps): void {
  const params = z.object({ id: agentIdWire });
  const toWire = async (score: ContestedScore) => {
    const saved = await quality.store.form(score.formId, score.formVersion);
    return {
      score: scoreToWire(score),
      form: saved === null ? null : formToWire(saved),
      contest: quality.desk.contestState(score, nextBrasiliaMonthMs(score.atMs)),
    };
  };
  app.get(
    '/v1/agents/:id/scores',
    {
      schema: {
        tags,
        summary: 'Scores of the agent’s calls of two months, each by the form it was given by; newest first',
        params,
        response: { 200: ownScoreListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const nowMs = quality.desk.nowMs();
      const agentId = request.params.id;
      const scores = await quality.store.scores({ fromMs: nowMs - LOOK_BACK_MS, toMs: nowMs + 1, agentId });
      return { items: await Promise.all(scores.filter(isOfAgent).map(toWire)) };
    },
  );
  app.post(
    '/v1/agents/:id/scores/:score/contest',
    {
      schema: {
        tags,
        summary: 'Contest a score of one’s own within two business days; the period is its month',
        params: params.extend({ score: scoreIdWire }),
        body: ownContestWire,
        response: { 200: ownScoreWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id, score: scoreId } = request.params;
      const score = await ownScore(quality.store, id, scoreId);
      const until = nextBrasiliaMonthMs(score.atMs);
      return toWire(await quality.desk.contest(scoreId, until, request.person, request.body.reason));
    },
  );
}

/** Monitors calibrate among themselves: what they gave then is nobody's score. */
function isOfAgent({ side }: ContestedScore): boolean {
  return side !== 'calibration';
}

async function ownScore(
  store: ApiDeps['quality']['store'],
  agentId: AgentId,
  id: string,
): Promise<ContestedScore> {
  const score = await store.score(id);
  if (score === null || score.agentId !== agentId || !isOfAgent(score)) {
    throw notFound('score', id);
  }
  return score;
}
