import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { jobWire } from '../../contract/job-wire.js';
import { LIST_WORDS, listsWire, notApplicableWire } from '../../contract/list-wire.js';
import { LISTS, type ListId } from '../../core/compliance/rule-parameters.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { isoUtc } from '../../core/kernel/iso-utc.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { DncListState } from '../../ports/dnc-list-store.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { jobToWire } from './job-routes.js';
import { PROBLEMS } from './problem-reply.js';
import { receiveFile } from './receive-file.js';

const UPLOAD_DEADLINE_MS = 30 * MINUTE;
const tags = ['lists'];

const importQuery = z.object({
  asOf: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('When the list was drawn, ISO 8601 with a zone; now when left out'),
  acceptSmaller: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Take a list that is empty or has under half of the entries in force'),
});

/** Do-not-call lists: where they stand, imports, and who says that one does not concern the operation. */
export function addListRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/lists',
    { schema: { tags, summary: 'Do-not-call lists in force', response: { 200: listsWire, ...PROBLEMS } } },
    () => listsInForce(deps),
  );
  app.put(
    '/v1/lists/:list/not-applicable',
    {
      schema: {
        tags,
        summary: 'Sign that a list does not concern the operation; the next import of it ends that',
        params: z.object({ list: z.enum(LIST_WORDS) }),
        body: notApplicableWire,
        response: { 200: listsWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { signedBy } = request.body;
      await deps.lists.declareNotApplicable(request.params.list, signedBy, deps.clock.now());
      deps.log.warn({ list: request.params.list, tokenId: request.tokenId }, 'list declared not applicable');
      return listsInForce(deps);
    },
  );
  addImport(app, deps);
}

async function listsInForce(deps: ApiDeps): Promise<z.output<typeof listsWire>> {
  const { version, lists } = await deps.lists.lookUp([]);
  return { version, items: LISTS.map((list) => listToWire(list, lists[list])) };
}

function listToWire(list: ListId, state: DncListState): z.output<typeof listsWire>['items'][number] {
  const none = { version: null, loadedAtMs: null, entries: null, signedBy: null, sinceMs: null };
  return { list, ...none, ...state };
}

function addImport(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/lists/:list/imports',
    {
      handlerTimeout: UPLOAD_DEADLINE_MS,
      schema: {
        tags,
        summary:
          'Upload a list, or the authorisations of São Paulo: multipart/form-data with the part `file`',
        consumes: ['multipart/form-data'],
        params: z.object({ list: z.enum([...LIST_WORDS, 'sp_authorised']) }),
        querystring: importQuery,
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { list } = request.params;
      const { asOf, acceptSmaller } = request.query;
      const nowMs = deps.clock.now();
      const asOfMs = asOf === undefined ? nowMs : Date.parse(asOf);
      if (asOfMs > nowMs) {
        throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'query.asOf: lies in the future.' });
      }
      const serial = randomBytes(10).toString('hex');
      const job = await receiveFile(
        request,
        deps.options.sharedFolder,
        `list-${serial}`,
        ({ place: path, name }) =>
          deps.jobs.enqueue('import-list', {
            list,
            // Names the list in the gate's decisions: when it was drawn, and which import it was.
            version: `${isoUtc(asOfMs)}/${serial.slice(0, 8)}`,
            asOfMs,
            acceptSmaller: acceptSmaller === 'true',
            path,
            name,
            rejectsFile: `rejects-${serial}.csv`,
          }),
      );
      reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
      return jobToWire(job);
    },
  );
}
