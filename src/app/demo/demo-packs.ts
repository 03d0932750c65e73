import type { Config } from '../../config/config.js';
import { INDICATOR_TABLES, REPORT_FORMS } from '../../core/reports/report-part.js';
import type { ReportPack } from '../reports/report-pack.js';

const COMMON = { hour: 6, lists: [], mailFrom: 'cadencia@localhost', mailTo: [], creditor: '' } as const;

/** Packs of a demo whose configuration has none: one of the operation, one of the law. */
const DEMO_PACKS: readonly ReportPack[] = [
  {
    ...COMMON,
    ...{ id: 'operacao', title: 'Diário da operação', every: 'day', webhook: true },
    tables: [...INDICATOR_TABLES],
    lists: ['promises', 'opt_outs'],
    forms: [...REPORT_FORMS],
  },
  {
    ...COMMON,
    ...{ id: 'conformidade', title: 'Conformidade da semana', every: 'week', webhook: false },
    tables: ['blocks', 'drops', 'limits', 'dnc_lists', 'iqa', 'contests'],
    forms: ['html', 'pdf'],
  },
];

/** The configuration, with packs to look at. */
export function withDemoPacks(config: Config): Config {
  const { reports } = config;
  return reports.packs.length > 0 ? config : { ...config, reports: { ...reports, packs: DEMO_PACKS } };
}
