import { z } from 'zod';
import {
  type KnobChangeIn,
  knobListWire,
  type OverrideOut,
  overrideListWire,
  overridePostWire,
  overrideWire,
  whatIfPostWire,
  whatIfWire,
} from '../../contract/knob-wire.js';
import { campaignIdWire } from '../../contract/wire-ids.js';
import type { KnobOverride } from '../../core/campaign/knob-override.js';
import { KNOB_NAMES, KNOBS, type Knob, type KnobChange } from '../../core/campaign/knobs.js';
import { SECOND } from '../../core/kernel/time.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const params = z.object({ id: campaignIdWire });
const tags = ['campaigns'];

/** Knobs with their ranges, turned for a while, and what would become of a change. */
export function addKnobRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/knobs',
    {
      schema: {
        tags,
        summary: 'Settings with a range that holds for every campaign, and the rule it comes from',
        response: { 200: knobListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: KNOB_NAMES.map((name) => ({ name, ...(KNOBS[name] as Knob) })) }),
  );
  addOverrideRoutes(app, deps);
  addWhatIfRoute(app, deps);
}

function addOverrideRoutes(app: ApiServer, deps: ApiDeps): void {
  const { overrides } = deps.floor;
  app.get(
    '/v1/campaigns/:id/overrides',
    {
      schema: {
        tags,
        summary: 'Knobs that were turned for a while, newest first; those without an end hold',
        params,
        response: { 200: overrideListWire, ...PROBLEMS },
      },
    },
    async (request) => ({ items: (await overrides.of(request.params.id)).map(toWire) }),
  );
  app.post(
    '/v1/campaigns/:id/overrides',
    {
      schema: {
        tags,
        summary: 'Turn knobs for some minutes; what stood there comes back by itself',
        params,
        body: overridePostWire,
        response: { 200: overrideWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { change, minutes, reason } = request.body;
      const campaignId = request.params.id;
      changeNote(request, campaignId, `${JSON.stringify(change)} for ${minutes} min: ${reason}`);
      const wish = { campaignId, change: changeOf(change), minutes, by: request.person, reason };
      return toWire(await overrides.set(wish));
    },
  );
  app.post(
    '/v1/overrides/:override/undo',
    {
      schema: {
        tags,
        summary: 'End an override now',
        params: z.object({ override: z.string().min(1).max(64) }),
        response: { 200: overrideWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { override: id } = request.params;
      const standing = await deps.floor.store.standingOverrides();
      const override = standing.find((one) => one.id === id);
      if (override !== undefined && !request.access.seesCampaign(override.campaignId)) {
        throw notFound('override', id);
      }
      return toWire(await overrides.undo(id, request.person));
    },
  );
}

function addWhatIfRoute(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/campaigns/:id/what-if',
    {
      handlerTimeout: 15 * SECOND,
      schema: {
        tags,
        summary:
          'What would become of the campaign with other knobs: the twin’s answer as a range over seeds',
        params,
        body: whatIfPostWire,
        response: { 200: whatIfWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { change, agents } = request.body;
      return deps.floor.whatIf(request.params.id, changeOf(change), agents ?? null);
    },
  );
}

/** What JSON leaves out is absent. */
function changeOf(change: KnobChangeIn): KnobChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as KnobChange;
}

function toWire({ change, before, ...rest }: KnobOverride): OverrideOut {
  return { ...rest, change: { ...change }, before: { ...before } };
}
