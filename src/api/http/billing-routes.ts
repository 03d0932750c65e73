import { z } from 'zod';
import {
  contractIdWire,
  correctionDecideWire,
  correctionListWire,
  correctionWire,
  factsAddedWire,
  factsAddWire,
  factsWire,
} from '../../contract/billing-wire.js';
import { attemptIdWire } from '../../contract/wire-ids.js';
import { DISPOSITIONS, type Disposition } from '../../core/outcome/disposition.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';
import { requirePerson } from './require-person.js';
import { requireSeenContract, requireWholeHouse } from './seen.js';

const tags = ['billing'];
/** Balances of a month, a line for each client and day. */
const MOST_FACTS_BYTES = 64 << 20;
const params = z.object({ id: contractIdWire });
const WORDS = Object.keys(DISPOSITIONS) as [Disposition, ...Disposition[]];

const correctionProposeWire = z
  .strictObject({
    attemptId: attemptIdWire,
    disposition: z.enum(WORDS).describe('The disposition that it should have had'),
    reason: z.string().trim().min(1).max(1000),
  })
  .meta({ id: 'BillingCorrectionPropose' });

/** What bills are made from beside contracts: facts and corrections. */
export function addBillingRoutes(app: ApiServer, deps: ApiDeps): void {
  addFacts(app, deps);
  addCorrections(app, deps);
}

function addFacts(app: ApiServer, deps: ApiDeps): void {
  const { statements } = deps;
  app.get(
    '/v1/contracts/:id/facts',
    {
      schema: {
        tags,
        summary: 'The facts on file, as `cadencia bill --facts` takes them',
        params,
        response: { 200: factsWire, ...PROBLEMS },
      },
    },
    async (request) => {
      await requireSeenContract(deps, request.params.id, request.access);
      return { ...(await statements.facts(request.params.id)) };
    },
  );
  app.post(
    '/v1/contracts/:id/facts',
    {
      bodyLimit: MOST_FACTS_BYTES,
      schema: {
        tags,
        summary: 'Add facts: each stands in the place of what was said of the same, which stays on record',
        params,
        body: factsAddWire,
        response: { 200: factsAddedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const by = requirePerson(request.person, 'Facts of a bill are told');
      const { facts, withdraw, why } = request.body;
      await requireSeenContract(deps, request.params.id, request.access);
      return { facts: await statements.addFacts(request.params.id, { facts, withdraw }, by, why) };
    },
  );
}

function addCorrections(app: ApiServer, deps: ApiDeps): void {
  const { statements } = deps;
  app.get(
    '/v1/contracts/:id/corrections',
    {
      schema: {
        tags,
        summary: 'Corrections of calls, newest first: who proposed and decided them, when and why',
        params,
        response: { 200: correctionListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      await requireSeenContract(deps, request.params.id, request.access);
      return { items: [...(await statements.corrections(request.params.id))] };
    },
  );
  app.post(
    '/v1/contracts/:id/corrections',
    {
      schema: {
        tags,
        summary: 'Propose another class for a closed call; the row stays, and a second person has to confirm',
        params,
        body: correctionProposeWire,
        response: { 201: correctionWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const by = requirePerson(request.person, 'A call is corrected');
      await requireSeenContract(deps, request.params.id, request.access);
      const wish = { ...request.body, contractId: request.params.id };
      const proposal = await statements.proposeCorrection(wish, by);
      reply.status(201);
      return proposal;
    },
  );
  for (const [verb, summary] of [
    ['confirm', 'Confirm what another person proposed: it is a fact of every bill from now on'],
    ['reject', 'Reject a correction, or take back one of your own'],
  ] as const) {
    app.post(
      `/v1/corrections/:id/${verb}`,
      {
        schema: {
          tags,
          summary,
          params: z.object({ id: z.string().max(64) }),
          body: correctionDecideWire,
          response: { 200: correctionWire, ...PROBLEMS },
        },
      },
      async (request) => {
        requireWholeHouse(request.access, 'Deciding a correction');
        const by = requirePerson(request.person, 'A correction is decided');
        const decision = { confirm: verb === 'confirm', by, why: request.body.why };
        return statements.decideCorrection(request.params.id, decision);
      },
    );
  }
}
