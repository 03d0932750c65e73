import { z } from 'zod';
import {
  policyDecideWire,
  policyItemWire,
  policyListWire,
  policyProposeWire,
  policyWholeWire,
} from '../../contract/policy-wire.js';
import { policyIdWire, policyVersionWire } from '../../contract/wire-ids.js';
import { policyToWire, policyWholeToWire } from '../views/policy-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';
import { requirePerson } from './require-person.js';

const tags = ['policies'];
const versionParams = z.object({ id: policyIdWire, version: policyVersionWire });

/** A change of policy bears the name of a person. */
const personOf = (person: string): string => requirePerson(person, 'A policy is changed');

/** Compliance policies and their changes by two persons. */
export function addPolicyRoutes(app: ApiServer, deps: ApiDeps): void {
  addPolicyReading(app, deps);
  addPolicyChanges(app, deps);
}

function addPolicyReading(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/policies',
    {
      schema: {
        tags,
        summary: 'Presets, and every version ever proposed with who proposed and decided it, when and why',
        response: { 200: policyListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: (await deps.policies.list()).map(policyToWire) }),
  );
  app.get(
    '/v1/policies/:id',
    {
      schema: {
        tags,
        summary: 'The version in force today, whole',
        params: z.object({ id: policyIdWire }),
        response: { 200: policyWholeWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const found = await deps.policies.find(request.params.id, null);
      return policyWholeToWire(found, await deps.policies.differences(found));
    },
  );
  app.get(
    '/v1/policies/:id/versions/:version',
    {
      schema: {
        tags,
        summary: 'A version, whole, and what it changes',
        params: versionParams,
        response: { 200: policyWholeWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const found = await deps.policies.find(request.params.id, request.params.version);
      return policyWholeToWire(found, await deps.policies.differences(found));
    },
  );
}

function addPolicyChanges(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/policies',
    {
      schema: {
        tags,
        summary: 'Propose a version of a policy; it holds once another person approves it',
        body: policyProposeWire,
        response: { 201: policyItemWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { policy, reason } = request.body;
      const proposal = await deps.policies.propose(policy, reason, personOf(request.person));
      deps.log.info({ tokenId: request.tokenId, policy: proposal.id }, 'policy proposed');
      const { id, version } = proposal.policy;
      reply.status(201).header('Location', `/v1/policies/${id}/versions/${version}`);
      return policyToWire({ policy: proposal.policy, proposal, inForce: false });
    },
  );
  for (const [verb, summary] of [
    ['approve', 'Approve a version somebody else proposed; running campaigns take it at once'],
    ['reject', 'Reject a proposed version; the proposer may take it back so'],
  ] as const) {
    app.post(
      `/v1/policies/:id/versions/:version/${verb}`,
      {
        schema: {
          tags,
          summary,
          params: versionParams,
          body: policyDecideWire,
          response: { 200: policyItemWire, ...PROBLEMS },
        },
      },
      async (request) => {
        const { id, version } = request.params;
        const by = personOf(request.person);
        const decision = { approve: verb === 'approve', by, why: request.body.why };
        const decided = await deps.policies.decide(id, version, decision);
        deps.log.info(
          { tokenId: request.tokenId, policy: decided.id, state: decided.state },
          'policy decided',
        );
        return policyToWire(await deps.policies.find(id, version));
      },
    );
  }
}
