import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { jobWire } from '../../contract/job-wire.js';
import { type ReportPackItem, reportPackListWire, reportRunWire } from '../../contract/report-wire.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { HOUR } from '../../core/kernel/time.js';
import type { Access } from '../auth/access.js';
import { may } from '../auth/permissions.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { jobToWire } from './job-routes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['reports'];
const pack = z.string().min(1).max(64).describe('A report pack');
/** Whose numbers must not be called: the number stands in them. */
const WITH_NUMBERS = new Set(['opt_outs.csv', 'wrong_persons.csv']);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.pdf': 'application/pdf',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The packs somebody sees: all of them, or a creditor's own, by the campaigns that are his. */
async function seenPacks({ reports, campaigns }: ApiDeps, { bounds }: Access): Promise<ReportPackItem[]> {
  const packs = await reports.list();
  if (bounds === null) {
    return [...packs];
  }
  const own = bounds.agentIds === null ? (bounds.campaignIds ?? []) : [];
  const all = (await campaigns.list()).map(({ settings }) => settings);
  const isHis = (creditor: string): boolean => {
    const its = all.filter(({ creditorCnpj }) => creditor !== '' && creditorCnpj === creditor);
    return its.length > 0 && its.every(({ id }) => own.includes(id));
  };
  return packs.filter(({ creditor }) => isHis(creditor)).map((one) => ({ ...one, folder: '', mailTo: [] }));
}

async function requireSeen(deps: ApiDeps, id: string, access: Access): Promise<void> {
  if (!(await seenPacks(deps, access)).some((one) => one.id === id)) {
    throw notFound('report pack', id);
  }
}

/** Report packs on schedule: which there are, their files, and one made now. */
export function addReportRoutes(app: ApiServer, deps: ApiDeps): void {
  const { reports } = deps;
  app.get(
    '/v1/reports',
    {
      schema: {
        tags,
        summary:
          'Report packs of the configuration, with the periods that were made; a creditor sees his own',
        response: { 200: reportPackListWire, ...PROBLEMS },
      },
    },
    async ({ access }) => ({ items: await seenPacks(deps, access) }),
  );
  app.post(
    '/v1/reports/:pack/runs',
    {
      schema: {
        tags,
        summary: 'Make the pack of a period now; one that lies in its folder is left as it is',
        params: z.object({ pack }),
        body: reportRunWire,
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { day } = request.body;
      await requireSeen(deps, request.params.pack, request.access);
      const job = await reports.runNow(request.params.pack, day);
      changeNote(request, request.params.pack, day);
      reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
      return jobToWire(job);
    },
  );
  addFiles(app, deps);
}

function addFiles(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/reports/:pack/periods/:period/files/:name',
    {
      handlerTimeout: HOUR,
      schema: {
        tags,
        summary:
          'A file of a pack, `manifest.json` included; lists with numbers for those who see them in clear',
        produces: Object.values(TYPES),
        params: z.object({ pack, period: z.string().min(1).max(32), name: z.string().min(1).max(64) }),
      },
    },
    async (request, reply) => {
      const { pack: id, period, name } = request.params;
      await requireSeen(deps, id, request.access);
      if (WITH_NUMBERS.has(name)) {
        if (!may(request.role, 'see_clear')) {
          throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
            detail: 'The file has numbers in clear; it is for those who may see them.',
          });
        }
        const read = {
          action: 'export_taken',
          who: request.person,
          subject: `${id}/${period}`,
          reason: name,
        } as const;
        await deps.persons.noteRead(read);
      }
      const path = await deps.reports.pathOf(id, period, name);
      const handle = await open(path, 'r').catch(() => {
        throw notFound('file of this pack', name);
      });
      const { size } = await handle.stat();
      return (reply as FastifyReply)
        .header('Content-Length', size)
        .header('Content-Disposition', `attachment; filename="${id}-${period}-${name}"`)
        .header('Cache-Control', 'no-store')
        .type(TYPES[extname(name)] ?? 'application/octet-stream')
        .send(createReadStream('', { fd: handle }));
    },
  );
}
