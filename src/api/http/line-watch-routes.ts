import { z } from 'zod';
import { lineReputationsWire, lineRestOrderWire, lineRestWire } from '../../contract/carrier-wire.js';
import { e164Wire } from '../../contract/wire-ids.js';
import type { LineReputation } from '../../engine/line-watch.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['lines'];
const params = z.object({ number: e164Wire });

/** How people pick up by line, and lines that rest. */
export function addLineWatchRoutes(app: ApiServer, { engine: { lineWatch: lines } }: ApiDeps): void {
  app.get(
    '/v1/line-reputations',
    {
      schema: {
        tags,
        summary: 'How people pick up by line beside what its contacts would have given, and which lines rest',
        response: { 200: lineReputationsWire, ...PROBLEMS },
      },
    },
    async () => ({
      ...lines.settings,
      lines: lines.reputations().map(toWire),
      rests: lines.rests().map((rest) => ({ ...rest })) as z.output<typeof lineReputationsWire>['rests'],
    }),
  );
  app.post(
    '/v1/lines/:number/rest',
    {
      schema: {
        tags,
        summary: 'Have a line rest: it takes no new call for as many days; live calls go on',
        params,
        body: lineRestOrderWire,
        response: { 200: lineRestWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { days, reason } = request.body;
      const rest = await lines.rest(request.params.number, days, reason, request.person);
      changeNote(request, rest.line, `rests ${days} days: ${reason}`);
      return { ...rest, line: request.params.number };
    },
  );
  app.post(
    '/v1/lines/:number/wake',
    {
      schema: {
        tags,
        summary: 'End the rest of a line before its time',
        params,
        response: { 200: lineRestWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const rest = await lines.wake(request.params.number, request.person);
      return { ...rest, line: request.params.number };
    },
  );
}

function toWire({ line, calls, ratio, low, high, fall, rest }: LineReputation) {
  return {
    line: line.number,
    carrier: line.carrierId,
    ...{ calls, ratio, low, high },
    fall: fall === null ? null : { atMs: fall.atMs, calls: fall.calls, seen: fall.seen, due: fall.due },
    rest: rest === null ? null : { ...rest, line: line.number },
  };
}
