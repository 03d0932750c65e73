import { z } from 'zod';
import {
  campaignListWire,
  campaignLiveWire,
  campaignPatchWire,
  campaignPutWire,
  campaignWire,
  groupModeWire,
  modeWire,
} from '../../contract/campaign-wire.js';
import { campaignReadinessWire } from '../../contract/readiness-wire.js';
import { campaignIdWire, groupIdWire } from '../../contract/wire-ids.js';
import type { CampaignSettings } from '../../core/campaign/campaign.js';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { StoredCampaign } from '../../ports/campaign-store.js';
import type { CampaignBoards } from '../realtime/live-rows.js';
import { campaignLiveToWire, campaignToWire } from '../views/campaign-to-wire.js';
import { readinessToWire } from '../views/readiness-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changedCampaign, putCampaign } from './campaign-change.js';
import { addCampaignFormRoute } from './campaign-form-route.js';
import { changedMeanwhile, tagOf, versionToChange } from './entity-tag.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { addQuartileRoutes } from './quartile-routes.js';

const params = z.object({ id: campaignIdWire });
const conditions = z.object({
  'if-match': z.string().optional().describe('ETag of the settings that are changed'),
  'if-none-match': z.string().optional().describe('`*`: only if there is none'),
});
const tags = ['campaigns'];
const answer = { 200: campaignWire, ...PROBLEMS };

/** Campaigns: settings with ETag, and commands. */
export function addCampaignRoutes(app: ApiServer, deps: ApiDeps, boards: CampaignBoards): void {
  addCampaignFormRoute(app);
  addCampaignReading(app, deps, boards);
  addCampaignReadiness(app, deps, boards);
  addCampaignSaving(app, deps);
  addCampaignCommands(app, deps);
  addQuartileRoutes(app, deps);
}

function addCampaignReading(app: ApiServer, deps: ApiDeps, boards: CampaignBoards): void {
  app.get(
    '/v1/campaigns',
    { schema: { tags, summary: 'Campaigns', response: { 200: campaignListWire, ...PROBLEMS } } },
    async ({ access }) => ({
      items: (await deps.campaigns.list())
        .filter(({ settings }) => access.seesCampaign(settings.id))
        .map(campaignToWire),
    }),
  );
  app.get(
    '/v1/campaigns/:id',
    {
      schema: { tags, summary: 'Settings of a campaign; the ETag is for If-Match', params, response: answer },
    },
    async (request, reply) => {
      const stored = await found(deps, request.params.id);
      reply.header('ETag', tagOf(stored.version));
      return campaignToWire(stored);
    },
  );
  app.get(
    '/v1/campaigns/:id/live',
    {
      schema: {
        tags,
        summary: 'The campaign as it runs now',
        params,
        response: { 200: campaignLiveWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const view = deps.engine.campaigns.view(request.params.id);
      if (view === null) {
        throw notFound('campaign', request.params.id);
      }
      return campaignLiveToWire(view, boards);
    },
  );
}

function addCampaignReadiness(app: ApiServer, deps: ApiDeps, boards: CampaignBoards): void {
  app.get(
    '/v1/campaigns/:id/readiness',
    {
      schema: {
        tags,
        summary: 'Why the campaign dials or does not, in plain words',
        params,
        response: { 200: campaignReadinessWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const readiness = await deps.engine.campaigns.readiness(request.params.id);
      return readinessToWire(readiness, boards.blocked.of(readiness.campaignId));
    },
  );
}

async function found(deps: ApiDeps, id: CampaignId): Promise<StoredCampaign> {
  const stored = await deps.engine.campaigns.find(id);
  if (stored === null) {
    throw notFound('campaign', id);
  }
  return stored;
}

/** Saves, and tells a lost race from other conflicts. */
async function save(deps: ApiDeps, settings: CampaignSettings, expected: number): Promise<StoredCampaign> {
  if (!deps.policies.has(settings.policyId)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `body.policyId: '${settings.policyId}' is no preset and no approved policy; GET /v1/policies lists them.`,
    });
  }
  try {
    return await deps.engine.campaigns.save(settings, expected);
  } catch (failure) {
    if (isCadenciaError(failure, 'DLR_STATE_CONFLICT')) {
      const present = await deps.engine.campaigns.find(settings.id);
      if ((present?.version ?? 0) !== expected) {
        throw changedMeanwhile(present?.version ?? null);
      }
    }
    throw failure;
  }
}

function addCampaignSaving(app: ApiServer, deps: ApiDeps): void {
  app.put(
    '/v1/campaigns/:id',
    {
      schema: {
        tags,
        summary: 'Create or replace the settings; what is absent takes its default',
        params,
        headers: conditions,
        body: campaignPutWire,
        response: { 200: campaignWire, 201: campaignWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const present = await deps.engine.campaigns.find(request.params.id);
      const expected = versionToChange(request.headers, present?.version ?? null);
      const settings = putCampaign(request.params.id, request.body, deps.newCampaign);
      const stored = await save(deps, settings, expected);
      reply.header('ETag', tagOf(stored.version)).status(present === null ? 201 : 200);
      return campaignToWire(stored);
    },
  );
  app.patch(
    '/v1/campaigns/:id',
    {
      schema: {
        tags,
        summary: 'Change some settings; what is absent stays',
        params,
        headers: conditions,
        body: campaignPatchWire,
        response: answer,
      },
    },
    async (request, reply) => {
      const present = await found(deps, request.params.id);
      const expected = versionToChange(request.headers, present.version);
      if (present.problem !== undefined && request.body.retry === undefined) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `${present.problem} Send retry with the change; what of it is absent takes its default.`,
        });
      }
      const stored = await save(deps, changedCampaign(present.settings, request.body), expected);
      reply.header('ETag', tagOf(stored.version));
      return campaignToWire(stored);
    },
  );
}

function addCampaignCommands(app: ApiServer, deps: ApiDeps): void {
  const { campaigns } = deps.engine;
  const plain: readonly (readonly [string, string, (id: CampaignId) => Promise<StoredCampaign>])[] = [
    ['start', 'Start or go on', (id) => campaigns.start(id)],
    ['pause', 'No new calls until it is started again', (id) => campaigns.pause(id)],
    ['drain', 'No new calls; ends when the live ones have', (id) => campaigns.drain(id)],
  ];
  for (const [verb, summary, run] of plain) {
    app.post(
      `/v1/campaigns/:id/${verb}`,
      { schema: { tags, summary, params, response: answer } },
      async (request) => campaignToWire(await run(request.params.id)),
    );
  }
  app.put(
    '/v1/campaigns/:id/mode',
    {
      schema: {
        tags,
        summary: 'Change the dial mode, also while it runs',
        params,
        body: modeWire,
        response: answer,
      },
    },
    async (request) => campaignToWire(await campaigns.setMode(request.params.id, request.body.mode)),
  );
  app.put(
    '/v1/campaigns/:id/group-modes/:group',
    {
      schema: {
        tags,
        summary: 'Give a group of agents a mode of its own, or take it back',
        params: params.extend({ group: groupIdWire }),
        body: groupModeWire,
        response: answer,
      },
    },
    async (request) =>
      campaignToWire(
        await campaigns.setGroupMode(request.params.id, request.params.group, request.body.mode),
      ),
  );
}
