import { z } from 'zod';
import {
  contractAddWire,
  contractCheckedWire,
  contractCheckWire,
  contractIdWire,
  contractItemWire,
  contractListWire,
  contractVersionWire,
  contractWire,
  rehearsalOrderWire,
  rehearsalWire,
} from '../../contract/billing-wire.js';
import type { Contract } from '../../core/billing/contract-form.js';
import { contractSheets } from '../../core/billing/contract-sheets.js';
import { isCadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { ShelvedContract } from '../../engine/contract-shelf.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { requirePerson } from './require-person.js';
import { makeSeesContract, requireSeenContract } from './seen.js';

const tags = ['billing'];

function itemOf({ id, version, title, validFrom, validTo, lastDay }: Contract) {
  return { id, version, title, validFrom, validTo, lastDay };
}

function contractToWire({ contract, noted }: ShelvedContract): z.output<typeof contractItemWire> {
  return {
    ...itemOf(contract),
    addedBy: noted?.by ?? null,
    addedAtMs: noted?.atMs ?? null,
    why: noted?.why ?? '',
  };
}

/** Cells of money are texts of decimals on the wire. */
function sheetsOf(contract: Contract): z.output<typeof contractWire>['sheets'] {
  return contractSheets(contract).map(({ name, columns, rows }) => ({
    name,
    columns: [...columns],
    rows: rows.map((row) => row.map((cell) => (typeof cell === 'object' ? cell.money : String(cell)))),
  }));
}

/** Contracts that bills are made by: read, checked, rehearsed, and put on file. */
export function addContractRoutes(app: ApiServer, deps: ApiDeps): void {
  addReading(app, deps);
  addCheck(app, deps);
  addRehearsal(app, deps);
  addAdding(app, deps);
}

function addReading(app: ApiServer, deps: ApiDeps): void {
  const { contracts } = deps.statements;
  app.get(
    '/v1/contracts',
    {
      schema: {
        tags,
        summary: 'Contracts that bills are made by: those that ship, and every version on file',
        response: { 200: contractListWire, ...PROBLEMS },
      },
    },
    async ({ access }) => {
      const seen = await makeSeesContract(deps, access);
      const items = (await contracts.list()).filter(({ contract }) => seen(contract.id)).map(contractToWire);
      return { items };
    },
  );
  app.get(
    '/v1/contracts/:id/versions/:version',
    {
      schema: {
        tags,
        summary:
          'A version as text to edit, and as tables to read: services, prices, tables, formulas, steps',
        params: z.object({ id: contractIdWire, version: contractVersionWire }),
        response: { 200: contractWire, ...PROBLEMS },
      },
    },
    async ({ params: { id, version }, access }) => {
      await requireSeenContract(deps, id, access);
      const found = (await contracts.list()).find(
        ({ contract }) => contract.id === id && contract.version === version,
      );
      if (found === undefined) {
        throw notFound('contract', `${id}@${version}`);
      }
      return {
        ...contractToWire(found),
        text: deps.contractText.write(await contracts.document(id, version)),
        sheets: sheetsOf(found.contract),
      };
    },
  );
}

function addCheck(app: ApiServer, { statements, contractText }: ApiDeps): void {
  app.post(
    '/v1/contract-checks',
    {
      schema: {
        tags,
        summary:
          'Read a contract that is being written: its tables, or the place and the reason why it is refused',
        body: contractCheckWire,
        response: { 200: contractCheckedWire, ...PROBLEMS },
      },
    },
    async ({ body: { text } }) => {
      try {
        const { contract } = await statements.contracts.read(contractText.read(text));
        return { contract: itemOf(contract), sheets: sheetsOf(contract), problem: null };
      } catch (thrown) {
        if (!isCadenciaError(thrown) || thrown.code !== 'DLR_BILLING_INVALID') {
          throw thrown;
        }
        const { path, line, column } = thrown.fields;
        const own = typeof path === 'string' ? contractText.placeOf(text, path) : null;
        const place = own ?? (typeof line === 'number' ? { line, column: Number(column ?? 1) } : null);
        return {
          contract: null,
          sheets: [],
          problem: { detail: thrown.detail, line: place?.line ?? null, column: place?.column ?? null },
        };
      }
    },
  );
}

function addRehearsal(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/contract-rehearsals',
    {
      handlerTimeout: 10 * MINUTE,
      schema: {
        tags,
        summary:
          'What a contract would have billed in a period, from log and facts on file; nothing of it is kept, and it is ' +
          'made beside the loop that dials',
        body: rehearsalOrderWire,
        response: { 200: rehearsalWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { contract: given, month } = request.body;
      const document = documentOf(given, deps);
      // Refused here, where it is read at once.
      const { contract } = await deps.statements.contracts.read(document);
      await requireSeenContract(deps, contract.id, request.access);
      const rehearsal = await deps.rehearse({ document, month });
      deps.log.info(
        {
          tokenId: request.tokenId,
          contract: `${contract.id}@${contract.version}`,
          month,
          total: rehearsal.total,
        },
        'contract rehearsed',
      );
      return {
        ...rehearsal,
        steps: [...rehearsal.steps],
        notices: [...rehearsal.notices],
        remarks: [...rehearsal.remarks],
        lines: rehearsal.lines.map(({ inputs, ...line }) => ({ ...line, inputs: [...inputs] })),
      };
    },
  );
}

function addAdding(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/contracts',
    {
      schema: {
        tags,
        summary: 'Add a version of a contract; it is never changed',
        body: contractAddWire,
        response: { 201: contractItemWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const by = requirePerson(request.person, 'A contract is put on file');
      const { contract: given, why } = request.body;
      const contract = await deps.statements.addContract(documentOf(given, deps), by, why);
      reply.status(201);
      return { ...itemOf(contract), addedBy: by, addedAtMs: null, why };
    },
  );
}

function documentOf(given: string | Readonly<Record<string, unknown>>, { contractText }: ApiDeps): unknown {
  return typeof given === 'string' ? contractText.read(given) : given;
}
