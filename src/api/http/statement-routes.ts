import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  contractIdWire,
  monthWire,
  STATEMENT_FORM_WORDS,
  type STATEMENT_MOVE_WORDS,
  statementIdWire,
  type statementItemWire,
  statementListWire,
  statementMoveWire,
  statementOrderWire,
  statementWire,
} from '../../contract/billing-wire.js';
import { jobWire } from '../../contract/job-wire.js';
import { reconciliationOf } from '../../core/billing/bill-rows.js';
import type { Statement } from '../../core/billing/statement.js';
import { statementPage } from '../../core/billing/statement-page.js';
import { linesSheet, statementSheets, statementTitles } from '../../core/billing/statement-sheets.js';
import { csvLine } from '../../core/export/csv-cell.js';
import type { Access } from '../auth/access.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { jobToWire } from './job-routes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { requirePerson } from './require-person.js';
import { makeSeesContract, requireSeenContract } from './seen.js';

const tags = ['billing'];
const params = z.object({ id: statementIdWire });
type Form = (typeof STATEMENT_FORM_WORDS)[number];

const TYPES: Readonly<Record<Form, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
};

const MOVES = {
  submit: 'Give a draft to the client for review; its period has ended',
  return: 'Take a statement back from review',
  contest: 'Note that the client contests the statement, and why',
  answer: 'Answer the contestation and give the statement back to review as it is',
  approve: 'Approve a statement that others made and submitted; afterwards only the next version corrects it',
} as const satisfies Partial<Record<(typeof STATEMENT_MOVE_WORDS)[number], string>>;

function itemToWire(statement: Statement): z.output<typeof statementItemWire> {
  const { adjustments, steps: _steps, jobId: _job, ...item } = statement;
  return { ...item, correction: adjustments?.total ?? null, corrects: adjustments?.statementId ?? null };
}

async function wholeToWire(
  statement: Statement,
  { statements }: ApiDeps,
): Promise<z.output<typeof statementWire>> {
  const head = await statements.head(statement);
  return {
    ...itemToWire(statement),
    steps: [...statement.steps],
    calls: reconciliationOf(head.rows),
    bill: { ...head },
    adjustments: statement.adjustments === null ? null : { ...statement.adjustments },
  };
}

/** A draft is the centre's own until it is submitted. */
function isGivenOut({ state }: Statement, { role }: Access): boolean {
  return role !== 'creditor' || state !== 'draft';
}

/** The statement, refused in the words of one that there is not to whom it is not given out. */
export async function seenStatement(deps: ApiDeps, id: string, access: Access): Promise<Statement> {
  const statement = await deps.statements.find(id);
  if (!isGivenOut(statement, access) || !(await makeSeesContract(deps, access))(statement.contractId)) {
    throw notFound('statement', id);
  }
  return statement;
}

/** Statements: bills with versions, on their way to approval. */
export function addStatementRoutes(app: ApiServer, deps: ApiDeps): void {
  addReading(app, deps);
  addForms(app, deps);
  addChanges(app, deps);
}

function addReading(app: ApiServer, deps: ApiDeps): void {
  const { statements } = deps;
  app.get(
    '/v1/statements',
    {
      schema: {
        tags,
        summary: 'Statements by contract, month and version',
        querystring: z.object({ contractId: contractIdWire.optional(), month: monthWire.optional() }),
        response: { 200: statementListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { contractId, month } = request.query;
      const query = {
        ...(contractId === undefined ? {} : { contractId }),
        ...(month === undefined ? {} : { month }),
      };
      const seen = await makeSeesContract(deps, request.access);
      const list = (await statements.list(query)).filter(
        (one) => seen(one.contractId) && isGivenOut(one, request.access),
      );
      return { items: list.map(itemToWire) };
    },
  );
  app.get(
    '/v1/statements/:id',
    {
      schema: {
        tags,
        summary: 'A statement: its state, who moved it, its bill without lines, credits and debits',
        params,
        response: { 200: statementWire, ...PROBLEMS },
      },
    },
    async (request) => wholeToWire(await seenStatement(deps, request.params.id, request.access), deps),
  );
}

function addForms(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/statements/:id/forms/:form',
    {
      schema: {
        tags,
        summary:
          'A statement as JSON (the bill whole, as `cadencia bill --json`), CSV (its lines), XLSX, PDF, or a page to print',
        produces: Object.values(TYPES).map((type) => type.split(';')[0] ?? type),
        params: params.extend({ form: z.enum(STATEMENT_FORM_WORDS) }),
      },
    },
    async (request, reply) => {
      const { id, form } = request.params;
      const statement = await seenStatement(deps, id, request.access);
      const body = await formOf(statement, form, deps);
      return (reply as FastifyReply)
        .header('Content-Disposition', `attachment; filename="${id}.${form}"`)
        .header('Cache-Control', 'no-store')
        .type(TYPES[form])
        .send(body);
    },
  );
}

async function formOf(statement: Statement, form: Form, deps: ApiDeps): Promise<string | Buffer> {
  const { statements, xlsx, pdf } = deps;
  if (form === 'json') {
    return `${JSON.stringify(await statements.bill(statement), null, 2)}\n`;
  }
  const lines = await statements.lines(statement);
  if (form === 'csv') {
    const { columns, rows } = linesSheet(lines);
    const texts = rows.map((row) => row.map((cell) => (typeof cell === 'object' ? cell.money : cell)));
    return [columns, ...texts].map((row) => csvLine(row)).join('');
  }
  const printed = { statement, lines, head: await statements.head(statement) };
  if (form === 'html') {
    return statementPage(printed);
  }
  const sheets = statementSheets(printed);
  return form === 'xlsx'
    ? xlsx(sheets)
    : pdf({ ...statementTitles(printed), madeAtMs: statement.madeAtMs, sheets });
}

function addChanges(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/statements',
    {
      schema: {
        tags,
        summary:
          'Make the next version from the log and the facts on file, as a job; an open one before it is replaced',
        body: statementOrderWire,
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const by = requirePerson(request.person, 'A statement is made');
      const { contractId, month, why, version } = request.body;
      await requireSeenContract(deps, contractId, request.access);
      await deps.statements.contracts.forMonth(contractId, version ?? null, month);
      const data = { contractId, month, version: version ?? null, by, why, recounts: null };
      const job = await deps.jobs.enqueue('make-statement', data, `${contractId}-${month}`);
      reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
      return jobToWire(job);
    },
  );
  for (const [move, summary] of Object.entries(MOVES) as [keyof typeof MOVES, string][]) {
    app.post(
      `/v1/statements/:id/${move}`,
      {
        schema: {
          tags,
          summary,
          params,
          body: statementMoveWire,
          response: { 200: statementWire, ...PROBLEMS },
        },
      },
      async (request) => {
        const by = requirePerson(request.person, 'A statement is moved');
        await seenStatement(deps, request.params.id, request.access);
        const moved = await deps.statements.move(request.params.id, move, by, request.body.why);
        deps.log.info(
          { tokenId: request.tokenId, statement: moved.id, state: moved.state },
          'statement moved',
        );
        return wholeToWire(moved, deps);
      },
    );
  }
}
