import type { StatementSheet } from '../billing/statement-sheets.js';
import type { IndicatorReport } from '../indicators/indicator-report.js';
import type { HouseFacts } from './house-facts.js';
import { houseSheet } from './house-sheets.js';
import { HOUSE_TABLES, type HouseTable, type IndicatorTable, type ReportTable } from './report-part.js';

type MakeSheet = (report: IndicatorReport) => StatementSheet;

const MAKERS: Readonly<Record<IndicatorTable, MakeSheet>> = {
  indicators: ({ days }) => ({
    name: 'Indicadores',
    columns: ['Dia', 'Serviço', 'Segmento', 'Indicador', 'Numerador', 'Denominador', 'Valor'],
    rows: days.flatMap(({ day, service, segment, indicators }) =>
      indicators
        .filter(({ value }) => value !== null)
        .map(({ indicator, numerator, denominator, value }) => [
          ...[day, service, segment, indicator],
          ...[String(numerator), String(denominator), value ?? ''],
        ]),
    ),
  }),
  misses: ({ misses }) => ({
    name: 'Metas não atingidas',
    columns: [
      'Dia',
      'Serviço',
      'Segmento',
      'Indicador',
      'Valor',
      'Meta',
      'Justificar até',
      'Justificado por',
    ],
    rows: misses.map((miss) => [
      ...[miss.day, miss.service, miss.segment, miss.indicator, miss.value],
      miss.least === null ? `≤ ${miss.most ?? ''}` : `≥ ${miss.least}`,
      miss.deadline48h,
      miss.justification?.by ?? '',
    ]),
  }),
  bases: ({ bases }) => ({
    name: 'Bases',
    columns: ['Campanha', 'Segmento', 'BC', 'BCE', 'BCSE1', 'BCR0', 'BCS', 'BCI', 'IC', 'ICE', 'ICS'],
    rows: bases.map(({ campaign, segment, quantities: of, indices }) => [
      ...[campaign, segment, of.BC, of.BCE, of.BCSE1, of.BCR0, of.BCS, of.BCI],
      ...[indices.IC ?? '', indices.ICE ?? '', indices.ICS ?? ''],
    ]),
  }),
  deliveries: ({ deliveries }) => ({
    name: 'Entrega por operadora',
    columns: ['Operadora', 'Linha', 'Chamadas', 'Atendidas', 'Conversas', 'Cliente'],
    rows: deliveries.map((one) => [
      ...[one.carrier, one.line, one.calls, one.delivered, one.person, one.client],
    ]),
  }),
  agents: ({ agents }) => ({
    name: 'Produção por operador',
    columns: ['Operador', 'Quartil', 'Produção', 'Conversas', 'Cliente', 'Sucesso', 'Dias'],
    rows: agents.map((one) => [
      ...[one.agentId, one.quartile, one.production, one.talks, one.client, one.success, one.days],
    ]),
  }),
};

/** The tables of a pack, in the order in which it names them. */
export function reportSheets(
  report: IndicatorReport,
  house: HouseFacts | null,
  tables: readonly ReportTable[],
): readonly StatementSheet[] {
  return tables.flatMap((table) =>
    isOfHouse(table) ? (house === null ? [] : [houseSheet(table, house)]) : [MAKERS[table](report)],
  );
}

/** True for a table that is made of more than the indicators. */
export function isOfHouse(table: ReportTable): table is HouseTable {
  return HOUSE_TABLES.some((one) => one === table);
}
