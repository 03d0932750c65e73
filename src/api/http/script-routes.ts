import { z } from 'zod';
import {
  scriptBodyWire,
  scriptCheckWire,
  scriptRunWire,
  scriptVersionsWire,
  scriptWalkWire,
  scriptWire,
} from '../../contract/script-wire.js';
import { agentIdWire, attemptIdWire, campaignIdWire } from '../../contract/wire-ids.js';
import { type DeskScript, firstScript, type ScriptRun } from '../../core/desk/desk-script.js';
import { popTemplateProblem } from '../../core/desk/screen-pop.js';
import { scriptProblems } from '../../core/desk/script-problems.js';
import { hasConfirmed, isScriptWay } from '../../core/desk/script-step.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { DeskScripts } from '../realtime/desk-scripts.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { changedMeanwhile, tagOf, versionToChange } from './entity-tag.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { scriptOf } from './script-of.js';
import { requireSeenCall } from './seen.js';

const tags = ['scripts'];
const params = z.object({ id: campaignIdWire });
const conditions = z.object({ 'if-match': z.string().optional(), 'if-none-match': z.string().optional() });
/** Versions that are listed. */
const MOST_VERSIONS = 50;

/** What agents say, as data: read, checked, saved as a new version, and gone through. */
export function addScriptRoutes(app: ApiServer, deps: ApiDeps, desk: DeskScripts): void {
  addScriptReads(app, deps);
  addScriptSaving(app, deps, desk);
  addScriptRuns(app, deps, desk);
}

async function requireCampaign({ engine }: ApiDeps, id: CampaignId): Promise<void> {
  if ((await engine.campaigns.find(id)) === null) {
    throw notFound('campaign', id);
  }
}

async function newestOf({ scripts }: ApiDeps, id: CampaignId): Promise<DeskScript> {
  return (await scripts.versions(id, 1))[0] ?? firstScript(id);
}

function addScriptReads(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/campaigns/:id/script',
    {
      schema: {
        tags,
        summary: 'What agents of the campaign say, in the newest version or one of before',
        params,
        querystring: z.object({ version: z.coerce.number().int().min(0).optional() }),
        response: { 200: scriptWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { version } = request.query;
      await requireCampaign(deps, id);
      const found =
        version === undefined ? await newestOf(deps, id) : await scriptOf(deps.scripts, id, version);
      if (found === null) {
        throw notFound('version of the script', String(version));
      }
      reply.header('ETag', tagOf(found.version));
      return found;
    },
  );
  app.get(
    '/v1/campaigns/:id/script-versions',
    {
      schema: {
        tags,
        summary: 'Who changed the script, and when',
        params,
        response: { 200: scriptVersionsWire, ...PROBLEMS },
      },
    },
    async ({ params: { id } }) => {
      await requireCampaign(deps, id);
      const kept = await deps.scripts.versions(id, MOST_VERSIONS);
      return {
        items: kept.map(({ version, savedBy, savedMs, steps }) => ({
          ...{ version, savedBy, savedMs },
          steps: steps.length,
        })),
      };
    },
  );
}

function addScriptSaving(app: ApiServer, deps: ApiDeps, desk: DeskScripts): void {
  app.post(
    '/v1/script-checks',
    {
      schema: {
        tags,
        summary: 'What keeps a script from being saved; nothing is kept',
        body: scriptBodyWire,
        response: { 200: scriptCheckWire, ...PROBLEMS },
      },
    },
    async ({ body }) => ({
      problems: [...scriptProblems(body.steps)],
      popProblem: popTemplateProblem(body.popUrl),
    }),
  );
  app.put(
    '/v1/campaigns/:id/script',
    {
      schema: {
        tags,
        summary: 'Save a new version; calls that are under way keep theirs',
        params,
        headers: conditions,
        body: scriptBodyWire,
        response: { 200: scriptWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { steps, popUrl } = request.body;
      await requireCampaign(deps, id);
      checkScript(request.body);
      const { version } = await newestOf(deps, id);
      versionToChange(request.headers, version);
      const script: DeskScript = {
        ...{ campaignId: id, version: version + 1, steps, popUrl },
        ...{ savedBy: request.person, savedMs: deps.clock.now() },
      };
      if (!(await deps.scripts.save(script))) {
        throw changedMeanwhile((await newestOf(deps, id)).version);
      }
      desk.saved(script);
      changeNote(request, id, `version ${script.version}, ${steps.length} steps`);
      reply.header('ETag', tagOf(script.version));
      return script;
    },
  );
}

function checkScript({ steps, popUrl }: z.output<typeof scriptBodyWire>): void {
  const [first] = scriptProblems(steps);
  if (first !== undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `body.steps: ${first.kind} at step '${first.step}' (${first.what}); POST /v1/script-checks lists all.`,
    });
  }
  const pop = popTemplateProblem(popUrl);
  if (pop !== null) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: `body.popUrl: ${pop}.` });
  }
}

function addScriptRuns(app: ApiServer, deps: ApiDeps, desk: DeskScripts): void {
  const answer = { 200: scriptRunWire, ...PROBLEMS };
  const shown = async (run: ScriptRun) => {
    const { steps } = (await scriptOf(deps.scripts, run.campaignId, run.version)) ?? { steps: [] };
    return { ...run, confirmed: hasConfirmed(steps, run.way) };
  };
  app.post(
    '/v1/agents/:id/script',
    {
      schema: {
        tags,
        summary: 'The way the agent went with the person on his line, kept with the attempt',
        params: z.object({ id: agentIdWire }),
        body: scriptWalkWire,
        response: answer,
      },
    },
    async (request) => {
      const { id } = request.params;
      const { attemptId, version, way } = request.body;
      const card = deps.engine.agents.view(id)?.card ?? null;
      if (card === null || card.attemptId !== attemptId) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `Agent '${id}' does not have that call now.`,
        });
      }
      const { campaignId } = card;
      const script = await scriptOf(deps.scripts, campaignId, version);
      if (script === null || !isScriptWay(script.steps, way)) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: 'body.way: it is no way through that version of the script; begin at its first step.',
        });
      }
      const run = { attemptId, campaignId, version, agentId: id, way, atMs: deps.clock.now() };
      await desk.walked(run);
      return shown(run);
    },
  );
  app.get(
    '/v1/attempts/:id/script',
    {
      schema: {
        tags,
        summary: 'What was answered in a call, step by step',
        params: z.object({ id: attemptIdWire }),
        response: answer,
      },
    },
    async ({ params: { id }, access }) => {
      await requireSeenCall(deps, id, access);
      const run = await deps.scripts.runOf(id);
      if (run === null) {
        throw notFound('attempt with answers', id);
      }
      return shown(run);
    },
  );
}
