import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { jobWire } from '../../contract/job-wire.js';
import {
  mailingListWire,
  mailingMappingWire,
  mailingRejectsWire,
  mailingWire,
} from '../../contract/mailing-wire.js';
import { campaignIdWire, mailingIdWire } from '../../contract/wire-ids.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { MailingSummary } from '../../ports/mailing-store.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { cursorOf, keyOfCursor, pageQuery } from './cursor.js';
import { jobToWire } from './job-routes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { type KeptUpload, keepUpload } from './upload-file.js';

const UPLOAD_DEADLINE_MS = 30 * MINUTE;
const tags = ['mailings'];
const params = z.object({ id: mailingIdWire });

/** Mailings: upload, figures, rejected rows. */
export function addMailingRoutes(app: ApiServer, deps: ApiDeps): void {
  addUpload(app, deps);
  app.get(
    '/v1/campaigns/:id/mailings',
    {
      schema: {
        tags,
        summary: 'Mailings of a campaign',
        params: z.object({ id: campaignIdWire }),
        response: { 200: mailingListWire, ...PROBLEMS },
      },
    },
    async (request) => ({ items: [...(await deps.mailings.list(request.params.id))] }),
  );
  app.get(
    '/v1/mailings/:id',
    {
      schema: { tags, summary: 'Figures of a mailing', params, response: { 200: mailingWire, ...PROBLEMS } },
    },
    async (request) => {
      return foundMailing(deps, request);
    },
  );
  app.get(
    '/v1/mailings/:id/rejects',
    {
      schema: {
        tags,
        summary: 'Rows that were left out, with line and reason',
        params,
        querystring: pageQuery,
        response: { 200: mailingRejectsWire, ...PROBLEMS },
      },
    },
    async (request) => {
      if (request.access.bounds !== null) {
        await foundMailing(deps, request);
      }
      const { limit, after } = request.query;
      const afterLine = Number(keyOfCursor(after) || '0');
      const rows = await deps.mailings.rejects(request.params.id, afterLine, limit);
      const last = rows.at(-1);
      return {
        items: [...rows],
        next: rows.length === limit && last !== undefined ? cursorOf(String(last.line)) : null,
      };
    },
  );
}

async function foundMailing(
  deps: ApiDeps,
  { params: { id }, access }: Pick<FastifyRequest<{ Params: z.output<typeof params> }>, 'params' | 'access'>,
): Promise<MailingSummary> {
  const mailing = await deps.mailings.find(id);
  if (mailing === null || !access.seesCampaign(mailing.campaignId)) {
    throw notFound('mailing', id);
  }
  return mailing;
}

function addUpload(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/campaigns/:id/mailings',
    {
      handlerTimeout: UPLOAD_DEADLINE_MS,
      schema: {
        tags,
        summary: 'Upload a mailing: multipart/form-data with the part `file`, and `mapping` (JSON) if wanted',
        consumes: ['multipart/form-data'],
        params: z.object({ id: campaignIdWire }),
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const campaignId = request.params.id;
      if ((await deps.engine.campaigns.find(campaignId)) === null) {
        throw notFound('campaign', campaignId);
      }
      const mailingId = `m-${randomBytes(10).toString('hex')}`;
      const { upload, mapping } = await readParts(request, deps.options.sharedFolder, mailingId);
      try {
        const job = await deps.jobs.enqueue('import-mailing', {
          mailingId,
          campaignId,
          path: upload.place,
          name: upload.name,
          mapping: mapping === null ? null : JSON.stringify(mapping),
        });
        reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
        return jobToWire(job);
      } catch (failure) {
        await rm(upload.path, { force: true });
        throw failure;
      }
    },
  );
}

function readMapping(text: unknown): Readonly<Record<string, string>> {
  try {
    return mailingMappingWire.parse(JSON.parse(String(text)));
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'body.mapping: must be a JSON object of texts: our column to the header of the file.',
      cause,
    });
  }
}

async function readParts(request: FastifyRequest, sharedFolder: string, id: string) {
  let upload: KeptUpload | null = null;
  let mapping: Readonly<Record<string, string>> | null = null;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field' && part.fieldname === 'mapping') {
        mapping = readMapping(part.value);
      } else if (part.type === 'file') {
        upload = await keepUpload(part, sharedFolder, id);
      }
    }
    if (upload === null) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: 'body.file: send the file in a part named file.',
      });
    }
    return { upload, mapping };
  } catch (failure) {
    if (upload !== null) {
      await rm(upload.path, { force: true });
    }
    throw failure;
  }
}
