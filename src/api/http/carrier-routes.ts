import { z } from 'zod';
import { carrierReportWire, carrierSpanWire } from '../../contract/carrier-wire.js';
import { csvLine } from '../../core/export/csv-cell.js';
import type { CarrierReport, MeasuredCarrier } from '../../engine/carrier-desk.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['carriers'];
const querystring = z.strictObject({ span: carrierSpanWire.default('hour') });

/** What carriers, trunks and lines did with our calls. */
export function addCarrierRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/carriers',
    {
      schema: {
        tags,
        summary: 'ASR, ACD, NER, PDD, short calls and causes by carrier, trunk, line and area code',
        querystring,
        response: { 200: carrierReportWire, ...PROBLEMS },
      },
    },
    async ({ query }) => toWire(await deps.carriers.report(query.span)),
  );
  app.get(
    '/v1/carriers/export',
    {
      schema: {
        tags,
        summary: 'The same by carrier, line and area code, as CSV',
        querystring,
        produces: ['text/csv'],
      },
    },
    async ({ query }, reply) => {
      const report = await deps.carriers.report(query.span);
      reply.type('text/csv; charset=utf-8');
      reply.header('content-disposition', `attachment; filename="carriers-${query.span}.csv"`);
      return tableOf(report);
    },
  );
}

function toWire(report: CarrierReport): z.output<typeof carrierReportWire> {
  const copied = (rows: readonly MeasuredCarrier[]) => rows.map((row) => ({ ...row }));
  return {
    ...report,
    carriers: copied(report.carriers),
    trunks: copied(report.trunks),
    lines: copied(report.lines),
    cells: copied(report.cells),
    causes: [...report.causes],
  };
}

const COLUMNS = [
  'attempts',
  'asr',
  'answerRate',
  'ner',
  'acdMs',
  'pddP50Ms',
  'pddP95Ms',
  'short3Share',
  'short6Share',
  'notLongShare',
] as const;

const HEADS = [
  ...['carrier', 'line', 'ddd', 'from', 'to', 'attempts', 'asr', 'answer_rate', 'ner', 'acd_ms'],
  ...['pdd_p50_ms', 'pdd_p95_ms', 'short_3s_share', 'short_6s_share', 'not_long_share'],
  ...['asr_drift', 'answer_rate_drift', 'ner_drift'],
];

function tableOf({ fromMs, toMs, cells }: CarrierReport): string {
  const span = [fromMs, toMs].map((atMs) => new Date(atMs).toISOString());
  const rows = cells.map(({ carrier, line, ddd, measure, drift }) => [
    ...[carrier, line, ddd, ...span],
    ...COLUMNS.map((column) => rounded(measure[column])),
    ...[drift.asr, drift.answerRate, drift.ner],
  ]);
  return [HEADS, ...rows].map(csvLine).join('');
}

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10_000) / 10_000;
