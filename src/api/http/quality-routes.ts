import { z } from 'zod';
import {
  calibrationWire,
  contestDecisionWire,
  contestOrderWire,
  drawIdWire,
  drawListWire,
  drawnWire,
  drawOrderWire,
  drawWire,
  formIdWire,
  formListWire,
  formOrderWire,
  formWire,
  iqaOrderWire,
  iqaWire,
  scoreIdWire,
  scoreListWire,
  scoreOrderWire,
  scoreQueryWire,
  scoreWire,
} from '../../contract/quality-wire.js';
import { attemptIdWire } from '../../contract/wire-ids.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import { calibrate } from '../../core/quality/calibration.js';
import { periodQuality } from '../../core/quality/quality-period.js';
import type { Access } from '../auth/access.js';
import { drawnToWire, drawToWire, formToWire, periodScoreOf, scoreToWire } from '../views/quality-to-wire.js';
import { inScope, requireInScope } from './agent-scope.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['quality'];
const MOST_DRAWS = 200;
const MOST_VERSIONS = 100;

/** Quality monitoring: forms, draws, scores, contests and the index of a period. */
export function addQualityRoutes(app: ApiServer, deps: ApiDeps): void {
  addForms(app, deps);
  addDraws(app, deps);
  addScores(app, deps);
  addContests(app, deps);
  addFigures(app, deps);
}

function addForms(app: ApiServer, { quality }: ApiDeps): void {
  app.get(
    '/v1/quality/forms',
    {
      schema: {
        tags,
        summary: 'Forms, the latest version of each',
        response: { 200: formListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: (await quality.store.forms()).map(formToWire) }),
  );
  app.get(
    '/v1/quality/forms/:id/versions',
    {
      schema: {
        tags,
        summary: 'The newest 100 versions of a form, newest first',
        params: z.object({ id: formIdWire }),
        response: { 200: formListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id } = request.params;
      const versions = await quality.store.formVersions(id, MOST_VERSIONS);
      if (versions.length === 0) {
        throw notFound('form', id);
      }
      return { items: versions.map(formToWire) };
    },
  );
  app.put(
    '/v1/quality/forms/:id',
    {
      schema: {
        tags,
        summary: 'Save a form as a new version; scores keep the version they were given by',
        params: z.object({ id: formIdWire }),
        body: formOrderWire,
        response: { 200: formWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id } = request.params;
      const version = await quality.desk.saveForm({ id, ...request.body }, request.person);
      const saved = await quality.store.form(id, version);
      if (saved === null) {
        throw notFound('form', id);
      }
      return formToWire(saved);
    },
  );
}

function rangeOf({ from, to }: { readonly from: string; readonly to: string }) {
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  if (range.fromMs >= range.toMs) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: '`to` must come after `from`.' });
  }
  return range;
}

function addDraws(app: ApiServer, { quality }: ApiDeps): void {
  app.get(
    '/v1/quality/draws',
    { schema: { tags, summary: 'Draws, newest first', response: { 200: drawListWire, ...PROBLEMS } } },
    async () => ({ items: (await quality.store.draws(MOST_DRAWS)).map(drawToWire) }),
  );
  app.post(
    '/v1/quality/draws',
    {
      schema: {
        tags,
        summary: 'Fix a draw before its period ends: the hash of its secret seed is published now',
        body: drawOrderWire,
        response: { 201: drawWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { perAgent, ...range } = request.body;
      const draw = await quality.desk.commit({ ...rangeOf(range), perAgent }, request.person);
      reply.status(201).header('Location', `/v1/quality/draws/${draw.drawId}`);
      return drawToWire(draw);
    },
  );
  app.post(
    '/v1/quality/draws/:id/draw',
    {
      handlerTimeout: MINUTE,
      schema: {
        tags,
        summary: 'Draw once the period is over; the seed is published, and asking again gives the same',
        params: z.object({ id: drawIdWire }),
        response: { 200: drawnWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { draw, picks } = await quality.desk.draw(request.params.id);
      return drawnToWire(
        draw,
        picks.filter(({ agentId }) => inScope(request.access, agentId)),
      );
    },
  );
  app.get(
    '/v1/quality/draws/:id',
    {
      schema: {
        tags,
        summary: 'A draw with the calls it chose, and once it is done the seed that proves it',
        params: z.object({ id: drawIdWire }),
        response: { 200: drawnWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const draw = await quality.store.draw(request.params.id);
      if (draw === null) {
        throw notFound('draw', request.params.id);
      }
      const picks = await quality.store.picks(draw.drawId);
      return drawnToWire(
        draw,
        picks.filter(({ agentId }) => inScope(request.access, agentId)),
      );
    },
  );
}

function addScores(app: ApiServer, { quality, recordings }: ApiDeps): void {
  app.get(
    '/v1/quality/scores',
    {
      schema: {
        tags,
        summary: 'Scores given in a time, newest first',
        querystring: scoreQueryWire,
        response: { 200: scoreListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { agent, call, ...range } = request.query;
      const query = {
        ...rangeOf(range),
        ...(agent === undefined ? {} : { agentId: agent }),
        ...(call === undefined ? {} : { attemptId: call }),
      };
      const scores = await quality.store.scores(query);
      return { items: scores.filter(({ agentId }) => inScope(request.access, agentId)).map(scoreToWire) };
    },
  );
  app.post(
    '/v1/quality/scores',
    {
      schema: {
        tags,
        summary: 'Score a recorded call by a form',
        body: scoreOrderWire,
        response: { 201: scoreWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { attemptId } = request.body;
      const [recording] = await recordings.store.page({ attemptId }, null, 1);
      requireInScope(request.access, recording?.agentId ?? null, 'recorded call', attemptId);
      const score = await quality.desk.score(request.body, request.person);
      reply.status(201);
      return scoreToWire({ ...score, contest: null });
    },
  );
}

function addContests(app: ApiServer, { quality }: ApiDeps): void {
  const params = z.object({ id: scoreIdWire });
  const requireSeen = async (id: string, access: Access): Promise<void> =>
    requireInScope(access, (await quality.store.score(id))?.agentId ?? null, 'score', id);
  app.post(
    '/v1/quality/scores/:id/contest',
    {
      schema: {
        tags,
        summary: 'Contest a score within two business days',
        params,
        body: contestOrderWire,
        response: { 200: scoreWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { periodEnd, reason } = request.body;
      const { id } = request.params;
      await requireSeen(id, request.access);
      return scoreToWire(await quality.desk.contest(id, Date.parse(periodEnd), request.person, reason));
    },
  );
  app.post(
    '/v1/quality/scores/:id/decision',
    {
      schema: {
        tags,
        summary: 'Decide a contest, by somebody who neither scored nor contested; upheld, the score is void',
        params,
        body: contestDecisionWire,
        response: { 200: scoreWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { decision, why } = request.body;
      await requireSeen(request.params.id, request.access);
      return scoreToWire(await quality.desk.decide(request.params.id, decision, request.person, why));
    },
  );
}

function addFigures(app: ApiServer, { quality, clock }: ApiDeps): void {
  app.post(
    '/v1/quality/iqa',
    {
      schema: {
        tags,
        summary:
          'The quality index of a period, of all or of some agents, newcomers apart; who has too few scores',
        body: iqaOrderWire,
        response: { 200: iqaWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { leastPerAgent, startedOn, agents, ...range } = request.body;
      const scores = (await quality.store.scores(rangeOf(range))).filter(
        ({ agentId }) => inScope(request.access, agentId) && (agents?.includes(agentId) ?? true),
      );
      const report = periodQuality(scores.map(periodScoreOf), leastPerAgent, startedOn);
      return { ...report, byAgent: report.byAgent.map((agent) => ({ ...agent })) };
    },
  );
  app.get(
    '/v1/quality/calibration/:call',
    {
      schema: {
        tags,
        summary: 'How alike the monitors judged one call',
        params: z.object({ call: attemptIdWire }),
        response: { 200: calibrationWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { call } = request.params;
      const scores = await quality.store.scores({ attemptId: call, fromMs: 0, toMs: clock.now() + 1 });
      const calibration = calibrate(
        scores.filter(({ side, agentId }) => side === 'calibration' && inScope(request.access, agentId)),
      );
      if (calibration === null) {
        throw notFound('calibration (two scores of the side `calibration`)', call);
      }
      const { disputed, ...figures } = calibration;
      return { ...figures, disputed: disputed.map((one) => ({ ...one })) };
    },
  );
}
