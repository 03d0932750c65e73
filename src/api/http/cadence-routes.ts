import { z } from 'zod';
import {
  consumptionQuery,
  consumptionWire,
  outcomesQuery,
  recycleWire,
  recyclingListWire,
  recyclingWire,
  rehearsalPostWire,
  rehearsalWire,
} from '../../contract/cadence-wire.js';
import { campaignIdWire, contactIdWire } from '../../contract/wire-ids.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import { DAY, MINUTE } from '../../core/kernel/time.js';
import { consumptionPlan, dialUntil, YieldTable } from '../../core/retry/consumption-curve.js';
import { NO_SURROUNDINGS } from '../../core/retry/decide-retry.js';
import { inventedContact } from '../../core/retry/invented-contact.js';
import { rehearseCadence } from '../../core/retry/rehearse-cadence.js';
import { retryWindow } from '../../core/retry/retry-window.js';
import type { ConsumptionQuery } from '../../ports/cadence-store.js';
import type { StoredCampaign } from '../../ports/campaign-store.js';
import { maskedRehearsal } from '../views/masked-views.js';
import { rehearsalToWire } from '../views/rehearsal-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changedRetry } from './campaign-change.js';
import { noteClearRead, seesClear } from './clear-reads.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

/** A list of millions takes its time, in steps. */
const RECYCLE_DEADLINE_MS = 30 * MINUTE;
const CONSUMPTION_DEADLINE_MS = 2 * MINUTE;
/** Days of the log a dry run's yields come from. */
const YIELD_DAYS = 14;
const tags = ['cadence'];
const campaignParams = z.object({ id: campaignIdWire });

/** Retry cadence: dry run, recycling, what a base yields. */
export function addCadenceRoutes(app: ApiServer, deps: ApiDeps): void {
  addRehearsal(app, deps);
  addInventedRehearsal(app, deps);
  addRecycling(app, deps);
  addConsumption(app, deps);
}

async function campaignOf(deps: ApiDeps, id: CampaignId): Promise<StoredCampaign> {
  const stored = await deps.engine.campaigns.find(id);
  if (stored === null) {
    throw notFound('campaign', id);
  }
  return stored;
}

function addRehearsal(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/contacts/:id/cadence',
    {
      handlerTimeout: CONSUMPTION_DEADLINE_MS,
      schema: {
        tags,
        summary: 'When and on which phone a contact would be tried next, and why, were its tries to end so',
        params: z.object({ id: contactIdWire }),
        querystring: outcomesQuery,
        response: { 200: rehearsalWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const contact = await deps.cadence.contacts.find(request.params.id);
      if (contact === null || !request.access.seesCampaign(contact.campaignId)) {
        throw notFound('contact', request.params.id);
      }
      const { settings } = await campaignOf(deps, contact.campaignId);
      const policy = deps.cadence.policyOf(settings.policyId);
      const nowMs = deps.clock.now();
      const query = { campaignId: settings.id, mailingId: contact.mailingId, ...lastDays(nowMs, YIELD_DAYS) };
      const yields = new YieldTable(await deps.cadence.store.consumption(query));
      const rehearsal = rehearseCadence(contact, request.query.outcomes, settings.retry, nowMs, {
        ...NO_SURROUNDINGS,
        ...yields.surroundings(),
        ...(policy === null ? {} : { window: retryWindow(policy, settings, contact) }),
      });
      const shown = rehearsalToWire(rehearsal, policy?.version ?? '');
      const read = { action: 'contact_read', subject: contact.id, reason: 'cadence' } as const;
      await noteClearRead(deps, request, { ...read, counts: { contacts: 1 } });
      return seesClear(request) ? shown : maskedRehearsal(shown);
    },
  );
}

function addInventedRehearsal(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/cadence/rehearsals',
    {
      schema: {
        tags,
        summary: 'The same for an invented contact and a cadence that need not be saved; nothing is dialled',
        body: rehearsalPostWire,
        response: { 200: rehearsalWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { at, phones, outcomes, retry, policyId, ...campaign } = request.body;
      const policy = deps.cadence.policyOf(policyId);
      if (policy === null) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: `body.policyId: '${policyId}' has no version in force; GET /v1/policies lists them.`,
        });
      }
      const nowMs = at === undefined ? deps.clock.now() : Date.parse(at);
      const contact = inventedContact(phones, nowMs);
      const rules = changedRetry(deps.newCampaign.retry, retry);
      const window = retryWindow(policy, campaign, contact);
      const rehearsal = rehearseCadence(contact, outcomes, rules, nowMs, { ...NO_SURROUNDINGS, window });
      return rehearsalToWire(rehearsal, policy.version);
    },
  );
}

function addRecycling(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/campaigns/:id/recycle',
    {
      handlerTimeout: RECYCLE_DEADLINE_MS,
      schema: {
        tags,
        summary: 'Put contacts that had ended for the reasons back into the list; who and why are recorded',
        params: campaignParams,
        body: recycleWire,
        response: { 200: recyclingWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { settings } = await campaignOf(deps, request.params.id);
      const { reasons, why, mailingId, attempts } = request.body;
      const given = attempts ?? settings.retry.recycledAttempts;
      const recycling = await deps.cadence.store.recycle({
        campaignId: settings.id,
        mailingId: mailingId ?? null,
        reasons,
        attemptsMade: Math.max(0, settings.retry.maxAttempts - given),
        why,
        who: request.tokenId,
        nowMs: deps.clock.now(),
      });
      deps.engine.campaigns.contactsAdded(settings.id);
      return { ...recycling, reasons: [...recycling.reasons] };
    },
  );
  app.get(
    '/v1/campaigns/:id/recyclings',
    {
      schema: {
        tags,
        summary: 'Recyclings of a campaign, newest first: who, why, how many',
        params: campaignParams,
        response: { 200: recyclingListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { settings } = await campaignOf(deps, request.params.id);
      const kept = await deps.cadence.store.recyclings(settings.id);
      return { items: kept.map((one) => ({ ...one, reasons: [...one.reasons] })) };
    },
  );
}

function addConsumption(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/campaigns/:id/consumption',
    {
      handlerTimeout: CONSUMPTION_DEADLINE_MS,
      schema: {
        tags,
        summary:
          'What its bases yield per thousand attempts by base, hour and attempt number (efficiency curve)',
        params: campaignParams,
        querystring: consumptionQuery,
        response: { 200: consumptionWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { settings } = await campaignOf(deps, request.params.id);
      const { mailing, days } = request.query;
      const nowMs = deps.clock.now();
      const bounds = lastDays(nowMs, days);
      const { store } = deps.cadence;
      const plan = consumptionPlan(
        await store.consumption({ campaignId: settings.id, mailingId: mailing ?? null, ...bounds }),
      );
      const { leastPerThousand } = settings.retry;
      return {
        ...bounds,
        ...plan,
        byBase: [...plan.byBase],
        byHour: [...plan.byHour],
        byAttempt: [...plan.byAttempt],
        curve: [...plan.curve],
        leastPerThousand,
        dialUntil: dialUntil(plan, leastPerThousand),
        resting: { ...(await store.resting(settings.id, nowMs)) },
      };
    },
  );
}

function lastDays(nowMs: number, days: number): Pick<ConsumptionQuery, 'fromMs' | 'toMs'> {
  return { fromMs: nowMs - days * DAY, toMs: nowMs };
}
