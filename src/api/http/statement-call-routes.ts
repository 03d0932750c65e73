import { z } from 'zod';
import {
  type StatementCallsOut,
  statementCallsWire,
  statementFatesWire,
  statementIdWire,
  statementLinesWire,
} from '../../contract/billing-wire.js';
import { jobWire } from '../../contract/job-wire.js';
import { CALL_FATES } from '../../core/billing/call-fates.js';
import { isSafeId, parseAttemptId } from '../../core/kernel/ids.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { jobToWire } from './job-routes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { requirePerson } from './require-person.js';
import { seenStatement } from './statement-routes.js';

const tags = ['billing'];
const params = z.object({ id: statementIdWire });
/** Rows are looked up one by one. */
const MOST_ROWS = 100;

const querystring = z
  .object({
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(10_000).default(1000),
    rows: z
      .enum(['true', 'false'])
      .default('false')
      .describe('What the log has of each, at most 100 at a time'),
  })
  .refine(({ rows, limit }) => rows === 'false' || limit <= MOST_ROWS, {
    path: ['limit'],
    message: `is at most ${MOST_ROWS} with rows=true`,
  });
type Page = z.output<typeof querystring>;

/** What stands behind a statement: its lines, and every call of its period by what became of it. */
export function addStatementCallRoutes(app: ApiServer, deps: ApiDeps): void {
  addLines(app, deps);
  addFates(app, deps);
  addRecount(app, deps);
}

function addLines(app: ApiServer, deps: ApiDeps): void {
  const { statements } = deps;
  app.get(
    '/v1/statements/:id/lines',
    {
      schema: {
        tags,
        summary: 'Its lines, with formula, figures and the number of calls behind each',
        params,
        response: { 200: statementLinesWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const lines = await statements.lines(await seenStatement(deps, request.params.id, request.access));
      return { items: lines.map(({ inputs, ...line }) => ({ ...line, inputs: [...inputs] })) };
    },
  );
  app.get(
    '/v1/statements/:id/lines/:place/calls',
    {
      schema: {
        tags,
        summary: 'The calls behind a line, a deduction’s too; each by /attempts/{id}/evidence',
        params: params.extend({ place: z.coerce.number().int().min(0) }),
        querystring,
        response: { 200: statementCallsWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id, place } = request.params;
      const { offset, limit } = request.query;
      const statement = await seenStatement(deps, id, request.access);
      const line = (await statements.lines(statement)).find((one) => one.place === place);
      if (line === undefined) {
        throw notFound('line of this statement', String(place));
      }
      const calls = await statements.lineCalls(statement, place, offset, limit);
      return pageOf(calls, line.callCount, request.query, deps);
    },
  );
}

function addFates(app: ApiServer, deps: ApiDeps): void {
  const { statements } = deps;
  app.get(
    '/v1/statements/:id/fates',
    {
      schema: {
        tags,
        summary:
          'What became of the calls of the period: billed, disputed, or not billable by reason; together all',
        params,
        response: { 200: statementFatesWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { kept, items } = await statements.fates(
        await seenStatement(deps, request.params.id, request.access),
      );
      return { kept, items: [...items] };
    },
  );
  app.get(
    '/v1/statements/:id/fates/:fate/calls',
    {
      schema: {
        tags,
        summary: 'The calls that were billed, disputed, or not billable for that reason; each in one place',
        params: params.extend({ fate: z.enum(CALL_FATES) }),
        querystring,
        response: { 200: statementCallsWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id, fate } = request.params;
      const { offset, limit } = request.query;
      const statement = await seenStatement(deps, id, request.access);
      const { calls, total } = await statements.fateCalls(statement, fate, offset, limit);
      return pageOf(calls, total, request.query, deps);
    },
  );
}

function addRecount(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/statements/:id/recount',
    {
      schema: {
        tags,
        summary: 'Count the calls of a statement anew, as a job; the statement stays as it is',
        params,
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const by = requirePerson(request.person, 'The calls of a statement are counted');
      const { id, contractId, contractVersion, month } = await seenStatement(
        deps,
        request.params.id,
        request.access,
      );
      const data = { contractId, month, version: contractVersion, by, why: 'recount', recounts: id };
      const job = await deps.jobs.enqueue('make-statement', data, `recount-${id}`);
      reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
      return jobToWire(job);
    },
  );
}

async function pageOf(
  calls: readonly string[],
  total: number,
  { offset, rows }: Page,
  deps: ApiDeps,
): Promise<StatementCallsOut> {
  const after = offset + calls.length;
  const page = { items: [...calls], total, next: after < total ? after : null };
  return rows === 'true' ? { ...page, rows: await rowsOf(calls, deps) } : page;
}

async function rowsOf(ids: readonly string[], { proof }: ApiDeps): Promise<StatementCallsOut['rows']> {
  const found: NonNullable<StatementCallsOut['rows']> = [];
  for (const id of ids) {
    const placed = isSafeId(id) ? await proof.callLog.find(parseAttemptId(id)) : null;
    const { opening, result } = placed?.row ?? {};
    found.push({
      id,
      atMs: opening === undefined ? null : (result?.tDialMs ?? opening.tQueuedMs),
      mode: opening?.mode ?? '',
      service: opening?.billingService ?? '',
      agentId: result?.agentId ?? null,
      disposition: result?.disposition ?? '',
      outcome: result?.outcome ?? '',
      reason: result?.reason ?? '',
      talkMs: result?.tAgentMs == null ? null : result.tEndMs - result.tAgentMs,
    });
  }
  return found;
}
