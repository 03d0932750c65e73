import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { contractIdWire } from '../../contract/billing-wire.js';
import { intakeAnswerWire, intakeBodyWire, intakeDeliveriesWire } from '../../contract/intake-wire.js';
import { campaignIdWire } from '../../contract/wire-ids.js';
import type { IntakeKind } from '../../core/feeds/intake-row.js';
import { type JsonRow, tabulate } from '../../core/feeds/tabulate.js';
import type { IntakeRow } from '../../engine/intake-desk.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { PROBLEMS } from './problem-reply.js';
import { requireSeenContract, requireWholeHouse } from './seen.js';

const tags = ['intake'];
const MOST_BYTES = 16 << 20;
const MOST_SHOWN = 200;
const ONCE =
  'Each row has its effect once: by its `key`, or by the Idempotency-Key of the request and its place';

type Answer = z.output<typeof intakeAnswerWire>;

function rowToWire(row: IntakeRow): Answer['rows'][number] {
  return row.result === 'refused'
    ? { row: row.line, result: row.result, repeated: false, column: row.column, reason: row.reason }
    : { row: row.line, result: row.result, repeated: row.repeated, key: row.key };
}

/** What the client's systems tell of contacts, debts and balances. */
export function addIntakeRoutes(app: ApiServer, deps: ApiDeps): void {
  const { intake } = deps;

  async function take(
    request: FastifyRequest,
    kind: IntakeKind,
    target: string,
    rows: readonly JsonRow[],
  ): Promise<Answer> {
    const key = request.headers['idempotency-key'];
    // Keys are of who tells: two systems may number alike.
    const delivery = typeof key === 'string' ? `${request.tokenId}/${key}` : randomUUID();
    const order = { kind, target, delivery, source: 'api', name: '', by: request.person } as const;
    const told: IntakeRow[] = [];
    const { counts } = await intake.take(order, tabulate(rows), (row) => told.push(row));
    changeNote(request, target === '' ? kind : target, JSON.stringify(counts));
    told.sort((one, other) => one.line - other.line);
    return { delivery, counts, rows: told.map(rowToWire) };
  }

  const schema = { tags, body: intakeBodyWire, response: { 200: intakeAnswerWire, ...PROBLEMS } };
  const campaign = z.object({ id: campaignIdWire });
  app.post(
    '/v1/campaigns/:id/intake/contacts',
    {
      bodyLimit: MOST_BYTES,
      schema: { ...schema, params: campaign, summary: `Add contacts or change them. ${ONCE}` },
    },
    (request) => take(request, 'contacts', request.params.id, request.body.rows),
  );
  app.post(
    '/v1/campaigns/:id/intake/withdrawals',
    {
      bodyLimit: MOST_BYTES,
      schema: {
        ...schema,
        params: campaign,
        summary: `Take contacts back; a call to them that is being prepared is not placed. ${ONCE}`,
      },
    },
    (request) => take(request, 'withdrawals', request.params.id, request.body.rows),
  );
  app.post(
    '/v1/intake/debts',
    {
      bodyLimit: MOST_BYTES,
      schema: {
        ...schema,
        summary: `Tell that debts are paid, agreed or open again; paid ones are not called from now on. ${ONCE}`,
      },
    },
    (request) => {
      requireWholeHouse(request.access, 'What is told of debts');
      return take(request, 'debts', '', request.body.rows);
    },
  );
  app.post(
    '/v1/contracts/:id/intake/balances',
    {
      bodyLimit: MOST_BYTES,
      schema: {
        ...schema,
        params: z.object({ id: contractIdWire }),
        summary: `Tell the balances of a day, facts of the contract's bills. ${ONCE}`,
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireSeenContract(deps, id, request.access);
      return take(request, 'balances', id, request.body.rows);
    },
  );
  addDeliveries(app, deps);
}

function addDeliveries(app: ApiServer, { intake }: ApiDeps): void {
  app.get(
    '/v1/intake/deliveries',
    {
      schema: {
        tags,
        summary: 'What came in over the API and by files, newest first',
        response: { 200: intakeDeliveriesWire, ...PROBLEMS },
      },
    },
    async ({ access }) => {
      requireWholeHouse(access, 'The list of deliveries');
      const items = await intake.deliveries(MOST_SHOWN);
      return { items: items.map((one) => ({ ...one, refused: [...one.refused] })) };
    },
  );
}
