import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  auditFileQueryWire,
  auditListWire,
  auditQueryWire,
  auditVerdictWire,
} from '../../contract/audit-wire.js';
import type { AuditEntry } from '../../core/access/audit-entry.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { isoUtc } from '../../core/kernel/iso-utc.js';
import { HOUR, MINUTE } from '../../core/kernel/time.js';
import type { AuditLog, AuditQuery } from '../../ports/audit-log.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['access'];
/** A chain of years is read through. */
const VERIFY_MS = 10 * MINUTE;
const PAGE_ROWS = 1000;
const HEADERS = ['seq', 'at', 'kind', 'who', 'subject', 'address', 'detail', 'counts', 'prev_hash', 'hash'];

function queryOf({ kind, who, subject, from, to }: Partial<z.output<typeof auditFileQueryWire>>): AuditQuery {
  const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return { kind, who, subject, fromMs: instant(from), toMs: instant(to) };
}

/** The record of who did what, and whether its chain holds. */
export function addAuditRoutes(app: ApiServer, { auditLog, auditWatch, persons }: ApiDeps): void {
  app.get(
    '/v1/audit-log',
    {
      schema: {
        tags,
        summary: 'Who did what: sign-ins, changes, reads of persons, exports; newest first',
        querystring: auditQueryWire,
        response: { 200: auditListWire, ...PROBLEMS },
      },
    },
    async ({ query }) => {
      const { before, limit } = query;
      const items = await auditLog.page(queryOf(query), before ?? Number.MAX_SAFE_INTEGER, limit);
      const { seen, broken } = auditWatch.standing();
      const next = items.length < limit ? null : (items.at(-1)?.seq ?? null);
      return { items: [...items], next, standing: { seen, broken: broken !== null } };
    },
  );
  app.get(
    '/v1/audit-log/verdict',
    {
      handlerTimeout: VERIFY_MS,
      schema: {
        tags,
        summary: 'Reads the whole chain and says what does not hold',
        response: { 200: auditVerdictWire, ...PROBLEMS },
      },
    },
    async () => {
      const verdict = await auditWatch.verify();
      return { ...verdict, broken: [...verdict.broken] };
    },
  );
  app.get(
    '/v1/audit-log/file',
    {
      handlerTimeout: HOUR,
      schema: {
        tags,
        summary: 'The record as a file, newest first: as JSON lines it can be verified elsewhere; noted',
        produces: ['application/jsonl', 'text/csv'],
        querystring: auditFileQueryWire,
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const act = { action: 'export_taken', who: request.person, subject: '' } as const;
      await persons.noteRead({ ...act, reason: `record of acts as ${format}` });
      return (reply as FastifyReply)
        .header('Content-Disposition', `attachment; filename="audit-log.${format}"`)
        .header('Cache-Control', 'no-store')
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl')
        .send(Readable.from(linesOf(auditLog, queryOf(request.query), format)));
    },
  );
}

async function* linesOf(
  auditLog: Pick<AuditLog, 'page'>,
  query: AuditQuery,
  format: 'jsonl' | 'csv',
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield csvLine(HEADERS);
  }
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const page = await auditLog.page(query, before, PAGE_ROWS);
    yield page.map(format === 'csv' ? csvOf : (entry) => `${JSON.stringify(entry)}\n`).join('');
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) {
      return;
    }
    before = last.seq;
  }
}

function csvOf(entry: AuditEntry): string {
  const { seq, atMs, kind, who, subject, address, detail, counts, prevHash, hash } = entry;
  return csvLine([seq, isoUtc(atMs), kind, who, subject, address, detail, counts, prevHash, hash]);
}
