import { z } from 'zod';
import {
  blockedCountsWire,
  blockedQueryWire,
  callEvidenceWire,
  decisionEvidenceWire,
  decisionListWire,
  decisionQueryWire,
  type ScriptEvidenceOut,
} from '../../contract/ledger-wire.js';
import { attemptIdWire, type campaignIdWire } from '../../contract/wire-ids.js';
import { hasConfirmed } from '../../core/desk/script-step.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AttemptId } from '../../core/kernel/ids.js';
import { callEvidence, decisionEvidence, type FoundDecision } from '../../core/ledger/call-evidence.js';
import type { LedgerEntry } from '../../core/ledger/decision-line.js';
import type { LedgerPlace, LedgerQuery } from '../../ports/ledger-reader.js';
import type { ScriptStore } from '../../ports/script-store.js';
import { type Access, boundsOf, seesCall } from '../auth/access.js';
import { mayUse } from '../auth/permissions.js';
import { callEvidenceToWire, decisionEvidenceToWire, decisionToWire } from '../views/evidence-to-wire.js';
import { maskedCallEvidence, maskedDecision } from '../views/masked-views.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { noteClearRead, seesClear } from './clear-reads.js';
import { cursorOf, keyOfCursor } from './cursor.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import type { ProofDeps } from './proof-deps.js';
import { scriptOf } from './script-of.js';

const tags = ['ledger'];

/** The decision ledger: evidence of calls, decisions, counts of blocks. */
export function addLedgerRoutes(app: ApiServer, deps: ApiDeps): void {
  addCallEvidence(app, deps);
  addDecisionList(app, deps);
  addOneDecision(app, deps);
  addBlockedCounts(app, deps.proof);
}

function addCallEvidence(app: ApiServer, deps: ApiDeps): void {
  const { proof, agents } = deps;
  app.get(
    '/v1/attempts/:id/evidence',
    {
      schema: {
        tags,
        summary:
          'Everything that proves one call: its row, the decision with each rule and its source, both hashes',
        params: z.object({ id: attemptIdWire }),
        response: { 200: callEvidenceWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id } = request.params;
      const [call, entries] = await Promise.all([proof.callLog.find(id), proof.ledger.ofAttempt(id)]);
      const campaignId = call?.row.opening.campaignId ?? entries[0]?.row.decision.campaignId;
      const agentOfCall = call?.row.result.agentId ?? null;
      if (campaignId === undefined || !seesCall(request.access, { campaignId, agentId: agentOfCall })) {
        throw notFound('attempt', id);
      }
      const found = await Promise.all(entries.map((entry) => foundDecision(proof, entry)));
      const evidence = callEvidence(call, found, proof.digest);
      const agent = agentOfCall === null ? null : await agents.find(agentOfCall);
      // Who may not read a script of the call's by itself is shown none here.
      const seesScript = mayUse(request.role, 'GET', '/v1/attempts/:id/script', false);
      const script = seesScript ? await scriptEvidence(deps.scripts, id) : null;
      const shown = callEvidenceToWire(id, evidence, agent, script);
      const counts = { attempts: call === null ? 0 : 1, decisions: entries.length };
      await noteClearRead(deps, request, { action: 'evidence_read', subject: id, reason: 'call', counts });
      return seesClear(request) ? shown : maskedCallEvidence(shown);
    },
  );
}

async function foundDecision(proof: ProofDeps, entry: LedgerEntry): Promise<FoundDecision> {
  const { chainId, policyVersion } = entry.row.decision;
  const [hashBefore, policy] = await Promise.all([
    proof.ledger.hashBefore({ chainId, seq: entry.seq }),
    proof.policyOf(policyVersion),
  ]);
  return { entry, hashBefore, policy };
}

interface Filter {
  readonly rule?: string | undefined;
  readonly campaign?: z.output<typeof campaignIdWire> | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

function ledgerQueryOf({ rule, campaign, from, to }: Filter, access: Access): LedgerQuery {
  const { campaignIds } = boundsOf(access);
  const fromMs = from === undefined ? undefined : Date.parse(from);
  const toMs = to === undefined ? undefined : Date.parse(to);
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'query.to: must come after query.from.' });
  }
  return {
    ...(rule === undefined ? {} : { blockedBy: rule }),
    ...(campaign === undefined ? {} : { campaignId: campaign }),
    ...(campaignIds === undefined ? {} : { campaignIds }),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  };
}

/** A cursor is the place of the last decision seen. */
function placeOf(cursor: string | undefined): LedgerPlace | null {
  if (cursor === undefined) {
    return null;
  }
  const [, seq, chainId] = /^([0-9]{1,15}) (.+)$/.exec(keyOfCursor(cursor)) ?? [];
  if (seq === undefined || chainId === undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'query.after: not a cursor of this list; use `next` of the page before, or leave it out.',
    });
  }
  return { chainId, seq: Number(seq) };
}

/** What was asked and answered in the call; a version that is gone leaves the names of its steps. */
async function scriptEvidence(scripts: ScriptStore, id: AttemptId): Promise<ScriptEvidenceOut | null> {
  const run = await scripts.runOf(id);
  if (run === null) {
    return null;
  }
  const { campaignId, version, atMs, way } = run;
  const { steps } = (await scriptOf(scripts, campaignId, version)) ?? { steps: [] };
  const texts = new Map(steps.map((step) => [step.id, step.text]));
  return {
    version,
    atMs,
    confirmed: hasConfirmed(steps, way),
    steps: way.map(({ step, answer }) => ({ step, text: texts.get(step) ?? '', answer })),
  };
}

function addDecisionList(app: ApiServer, deps: ApiDeps): void {
  const { proof } = deps;
  app.get(
    '/v1/decisions',
    {
      schema: {
        tags,
        summary: 'Decisions of the gate in chain order; `rule` gives those that rule blocked',
        querystring: decisionQueryWire,
        response: { 200: decisionListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { limit, after, attempt, allowed, notes, ...filter } = request.query;
      const query: LedgerQuery = {
        ...ledgerQueryOf(filter, request.access),
        ...(attempt === undefined ? {} : { attemptId: attempt }),
        ...(allowed === undefined ? {} : { allowed: allowed === 'true' }),
        ...(notes === undefined ? {} : { notes: notes === 'true' }),
      };
      const page = await proof.ledger.page(query, placeOf(after), limit);
      const last = page.at(-1);
      const items = await Promise.all(
        page.map(async (entry) =>
          decisionToWire(entry, await proof.policyOf(entry.row.decision.policyVersion)),
        ),
      );
      const full = page.length === limit && last !== undefined;
      const counts = { decisions: items.length };
      await noteClearRead(deps, request, { action: 'decisions_read', subject: '', reason: 'list', counts });
      const shown = seesClear(request) ? items : items.map(maskedDecision);
      return { items: shown, next: full ? cursorOf(`${last.seq} ${last.row.decision.chainId}`) : null };
    },
  );
}

function addOneDecision(app: ApiServer, deps: ApiDeps): void {
  const { proof } = deps;
  app.get(
    '/v1/decisions/:id',
    {
      schema: {
        tags,
        summary: 'One decision with its proof: the evidence of a call that did not leave',
        params: z.object({ id: z.string().min(1).max(128) }),
        response: { 200: decisionEvidenceWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const entry = await proof.ledger.find(request.params.id);
      if (entry === null) {
        throw notFound('decision', request.params.id);
      }
      const { attemptId, campaignId } = entry.row.decision;
      const call = attemptId === null ? null : await proof.callLog.find(attemptId);
      if (!seesCall(request.access, { campaignId, agentId: call?.row.result.agentId ?? null })) {
        throw notFound('decision', request.params.id);
      }
      const found = await foundDecision(proof, entry);
      const shown = decisionEvidenceToWire(decisionEvidence(found, call?.row ?? null, proof.digest));
      const read = { action: 'evidence_read', subject: request.params.id, reason: 'decision' } as const;
      await noteClearRead(deps, request, { ...read, counts: { decisions: 1 } });
      return seesClear(request) ? shown : maskedDecision(shown);
    },
  );
}

function addBlockedCounts(app: ApiServer, proof: ProofDeps): void {
  app.get(
    '/v1/decisions/counts',
    {
      schema: {
        tags,
        summary: 'Blocked decisions counted by rule, campaign or day',
        querystring: blockedQueryWire,
        response: { 200: blockedCountsWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { by, ...filter } = request.query;
      const items = await proof.ledger.countBlocked(
        { ...ledgerQueryOf(filter, request.access), allowed: false },
        by,
      );
      const total = items.reduce((sum, { blocked }) => sum + blocked, 0);
      return { by, total, items: [...items] };
    },
  );
}
