import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { exportWire, jobListWire, jobWire } from '../../contract/job-wire.js';
import { jobIdWire } from '../../contract/wire-ids.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { HOUR } from '../../core/kernel/time.js';
import type { JobView } from '../../ports/jobs.js';
import { may } from '../auth/permissions.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { noteClearRead, seesClear } from './clear-reads.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { requireWholeHouse } from './seen.js';

const tags = ['jobs'];
const params = z.object({ id: jobIdWire });
/** The only shape of a result's file name: made by this server, no folders. */
const RESULT_FILE = /^[a-z0-9-]+\.(jsonl|csv)$/;
const RESULT_FOLDER = /^lists-[0-9a-f]+$/;
/** Opens every commitment of the chains, so it is for admins alone. */
const SALTS_FILE = 'salts.csv';
const SIDE_FILE = /^[a-z_]+\.csv$/;

/** A job without the folders of this machine. */
export function jobToWire(job: JobView): z.output<typeof jobWire> {
  const { result } = job;
  const file = result?.['file'];
  return {
    ...job,
    result:
      result === null ? null : { ...result, ...(typeof file === 'string' ? { file: basename(file) } : {}) },
  };
}

/** Slow chores and what they made. */
export function addJobRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/jobs',
    {
      schema: {
        tags,
        summary: 'Jobs, newest first',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
        response: { 200: jobListWire, ...PROBLEMS },
      },
    },
    async (request) => ({ items: (await deps.jobs.list(request.query.limit)).map(jobToWire) }),
  );
  app.get(
    '/v1/jobs/:id',
    { schema: { tags, summary: 'A job and how far it is', params, response: { 200: jobWire, ...PROBLEMS } } },
    async (request) => jobToWire(await foundJob(deps, request.params.id)),
  );
  addResultDownload(app, deps);
  addExports(app, deps);
}

async function foundJob(deps: ApiDeps, id: string): Promise<JobView> {
  const job = await deps.jobs.find(id);
  if (job === null) {
    throw notFound('job', id);
  }
  return job;
}

async function openResult(sharedFolder: string, job: JobView): Promise<{ handle: FileHandle; file: string }> {
  const file = typeof job.result?.['file'] === 'string' ? basename(job.result['file']) : '';
  if (job.state !== 'completed' || !RESULT_FILE.test(file)) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `The job is '${job.state}' and has no file; wait for 'completed', and only exports have one.`,
      fields: { state: job.state },
    });
  }
  return { handle: await openExported(join(sharedFolder, 'exports', file)), file };
}

/** One of the files of an export that makes several. */
async function openSideFile(sharedFolder: string, job: JobView, name: string) {
  const folder = job.result?.['folder'];
  const files = job.result?.['files'];
  const known = typeof files === 'string' && files.split(' ').includes(name) && SIDE_FILE.test(name);
  if (job.state !== 'completed' || typeof folder !== 'string' || !RESULT_FOLDER.test(folder) || !known) {
    throw notFound('file of this job', name);
  }
  return { handle: await openExported(join(sharedFolder, 'exports', folder, name)), file: name };
}

async function openExported(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new CadenciaError('DLR_NOT_FOUND', {
      detail: 'The file of this job is gone from the data folder; export again.',
      cause,
    });
  }
}

async function sendFile(reply: FastifyReply, { handle, file }: { handle: FileHandle; file: string }) {
  const { size } = await handle.stat();
  return reply
    .header('Content-Length', size)
    .header('Content-Disposition', `attachment; filename="${file}"`)
    .header('Cache-Control', 'no-store')
    .type(file.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/jsonl')
    .send(createReadStream('', { fd: handle }));
}

function addResultDownload(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/jobs/:id/result',
    {
      handlerTimeout: HOUR,
      schema: {
        tags,
        summary: 'The file an export made',
        produces: ['application/jsonl', 'text/csv'],
        params,
      },
    },
    async (request, reply) => {
      const job = await foundJob(deps, request.params.id);
      requireWholeHouse(request.access, 'The file of an export');
      await noteTaking(deps, request, job, '');
      return sendFile(reply as FastifyReply, await openResult(deps.options.sharedFolder, job));
    },
  );
  app.get(
    '/v1/jobs/:id/files/:name',
    {
      handlerTimeout: HOUR,
      schema: {
        tags,
        summary: 'One of the files of an export that makes several (lists)',
        produces: ['text/csv'],
        params: params.extend({ name: z.string().max(64) }),
      },
    },
    async (request, reply) => {
      const { id, name } = request.params;
      const job = await foundJob(deps, id);
      requireWholeHouse(request.access, 'The file of an export');
      await noteTaking(deps, request, job, name);
      return sendFile(reply as FastifyReply, await openSideFile(deps.options.sharedFolder, job, name));
    },
  );
}

function addExports(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/exports',
    {
      schema: {
        tags,
        summary:
          'Export the call log, the agent states, the decision ledger or the side files of an audit as a job',
        body: exportWire,
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      requireWholeHouse(request.access, 'An export');
      const { kind, format, campaignId, from, to } = request.body;
      const masked = !seesClear(request);
      if (masked && kind === 'lists') {
        throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
          detail: 'The side files of an audit are numbers in clear; they are for supervisors and admins.',
        });
      }
      const fromMs = from === undefined ? null : Date.parse(from);
      const toMs = to === undefined ? null : Date.parse(to);
      if (fromMs !== null && toMs !== null && fromMs >= toMs) {
        throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'body.to: must come after body.from.' });
      }
      if (kind === 'ledger' && format !== 'jsonl') {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: 'body.format: the ledger is exported as jsonl; its decisions do not fit a table.',
        });
      }
      const name = `${kind}-${randomBytes(10).toString('hex')}`;
      const job = await (kind === 'lists'
        ? deps.jobs.enqueue('export-lists', {
            fromMs,
            toMs,
            folder: name,
            salts: may(request.role, 'govern'),
          })
        : deps.jobs.enqueue(`export-${kind}`, {
            format,
            campaignId: campaignId ?? null,
            fromMs,
            toMs,
            file: `${name}.${format}`,
            masked,
          }));
      if (kind !== 'agent-states') {
        const reason = `${kind}, from ${from ?? 'the beginning'} to ${to ?? 'now'}`;
        await noteClearRead(deps, request, { action: 'export_ordered', subject: job.id, reason });
      }
      reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
      return jobToWire(job);
    },
  );
}

/** Results that hold nobody in clear: agents' hours, the masked values an import left out, masked exports. */
function isHarmless({ kind, result }: JobView): boolean {
  return kind === 'export-agent-states' || kind.startsWith('import-') || result?.['masked'] === true;
}

/** Who may not see persons in clear takes masked files alone; a file in clear is noted as taken. */
async function noteTaking(deps: ApiDeps, request: FastifyRequest, job: JobView, file: string): Promise<void> {
  if (isHarmless(job)) {
    return;
  }
  if (!seesClear(request) || (file === SALTS_FILE && !may(request.role, 'govern'))) {
    throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
      detail: `The role of this token, '${request.role}', may not see this file. Order an export of your own.`,
    });
  }
  const reason = file === '' ? job.kind : `${job.kind} ${file}`;
  await noteClearRead(deps, request, { action: 'export_taken', subject: job.id, reason });
}
