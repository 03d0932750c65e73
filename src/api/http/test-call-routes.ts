import { z } from 'zod';
import {
  type TestCallOut,
  testCallListWire,
  testCallOrderWire,
  testCallWire,
} from '../../contract/test-call-wire.js';
import { attemptIdWire, trunkIdWire } from '../../contract/wire-ids.js';
import type { Role } from '../../core/access/role.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { customerLegId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import { maskPhone } from '../../core/privacy/mask-person.js';
import { soundWays, type TestCallReport, testCallTimes } from '../../core/test-call/test-call-report.js';
import type { TestCallControl } from '../../engine/test-call-control.js';
import { may } from '../auth/permissions.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { brazilianPhone } from './brazilian-phone.js';
import { changeNote } from './change-notes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['carriers'];
const params = z.object({ id: attemptIdWire });
const querystring = z.strictObject({
  trunk: trunkIdWire.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Calls that try a trunk and a line. */
export function addTestCallRoutes(app: ApiServer, { engine }: ApiDeps): void {
  const desk = (): TestCallControl => {
    if (engine.tests === null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', { detail: 'This server keeps no test calls.' });
    }
    return engine.tests;
  };
  addTestOrders(app, desk);
  app.get(
    '/v1/test-calls',
    {
      schema: {
        tags,
        summary: 'Test calls, the newest first, of one trunk or of all',
        querystring,
        response: { 200: testCallListWire, ...PROBLEMS },
      },
    },
    async ({ query, role }) => {
      const reports = await desk().list(query.trunk ?? null, query.limit);
      return { items: reports.map((report) => toWire(report, role)) };
    },
  );
  app.get(
    '/v1/test-calls/:id',
    {
      schema: {
        tags,
        summary: 'One test call: how far it has come, or what it was',
        params,
        response: { 200: testCallWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const report = await desk().find(request.params.id);
      if (report === null) {
        throw notFound('test call', request.params.id);
      }
      return toWire(report, request.role);
    },
  );
}

function addTestOrders(app: ApiServer, desk: () => TestCallControl): void {
  app.post(
    '/v1/test-calls',
    {
      schema: {
        tags,
        summary:
          'Try a trunk and a line by one call, held to the same law and limits as any other; a tone is heard where it is answered',
        body: testCallOrderWire,
        response: { 200: testCallWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { phone, ringSeconds, ...way } = request.body;
      const wish = { ...way, phone: brazilianPhone(phone), ringTimeoutMs: ringSeconds * SECOND };
      const report = await desk().place(wish, request.person);
      changeNote(
        request,
        report.opening.trunkId,
        `test call ${report.opening.attemptId} by line ${wish.line}`,
      );
      return toWire(report, request.role);
    },
  );
  app.post(
    '/v1/test-calls/:id/cancel',
    {
      schema: {
        tags,
        summary: 'End a test call, in whatever phase',
        params,
        response: { 200: testCallWire, ...PROBLEMS },
      },
    },
    async ({ params: { id }, role }) => toWire(await desk().cancel(id), role),
  );
}

function toWire({ state, by, opening, result, earlyMedia, sound }: TestCallReport, role: Role): TestCallOut {
  const { attemptId, trunkId, carrier, line, mediaServerId, engineId, decisionId } = opening;
  const clear = may(role, 'telecom') || may(role, 'see_clear');
  const phone = clear ? opening.phone : maskPhone(opening.phone);
  return {
    ...{ id: attemptId, state, atMs: opening.tQueuedMs, by, trunkId, carrier, line, phone },
    ...{ mediaServerId, engineId, legId: customerLegId(attemptId), decisionId },
    sipCallId: result?.sipCallId ?? '',
    answered: state === 'answered' || (result !== null && result.tAnswerMs !== null),
    ...testCallTimes(result),
    earlyMedia,
    sipCode: result?.sipCode ?? null,
    q850: result?.q850 ?? null,
    reason: result?.reason ?? '',
    endedBy: result?.endedBy ?? '',
    codec: sound?.codec ?? '',
    packetsIn: sound?.packetsIn ?? null,
    packetsOut: sound?.packetsOut ?? null,
    sound: soundWays(sound),
  };
}
