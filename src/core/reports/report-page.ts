import { escaped, PAGE_STYLE, sheetSections } from '../billing/statement-page.js';
import type { StatementSheet } from '../billing/statement-sheets.js';
import { formatDayNumber } from '../compliance/calendar/day-number.js';
import type { IndicatorReport } from '../indicators/indicator-report.js';
import type { HouseFacts } from './house-facts.js';
import { perCent } from './house-sheets.js';
import type { ReportTable } from './report-part.js';

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly shown: string;
}

const WIDTH = 760;
const ROW = 20;
const LABELS = 180;
const VALUES = 110;
const MOST_BARS = 31;
/** What is worth a picture, of all services together. */
const CHARTED = [
  ['delivery', 'Atendidas sobre discadas (%)'],
  ['CPC', 'Contatos com a pessoa certa sobre discadas (%)'],
  ['promise', 'Promessas sobre contatos com a pessoa certa (%)'],
] as const;

/** A drawing that prints in black as well: the figure stands beside each bar. */
function barChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const scale = most === 0 ? 0 : (WIDTH - LABELS - VALUES) / most;
  const rows = bars.map(({ label, value, shown }, index) => {
    const y = index * ROW;
    const width = Math.round(value * scale);
    return [
      `<text x="${LABELS - 8}" y="${y + 14}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${LABELS}" y="${y + 3}" width="${width}" height="${ROW - 6}" fill="#3b6ea5"/>`,
      `<text x="${LABELS + width + 6}" y="${y + 14}">${escaped(shown)}</text>`,
    ].join('');
  });
  const box = `0 0 ${WIDTH} ${Math.max(bars.length, 1) * ROW}`;
  return [
    `<section><h2>${escaped(title)}</h2>`,
    `<svg role="img" aria-label="${escaped(title)}" viewBox="${box}" width="100%" font-size="12">${rows.join('')}</svg>`,
    '</section>',
  ].join('');
}

/** One bar a day: both parts of the indicator added over services and segments. */
function dayBars({ days }: IndicatorReport, wanted: string): readonly Bar[] {
  const sums = new Map<string, { over: number; under: number }>();
  for (const { day, indicators } of days) {
    for (const { indicator, numerator, denominator } of indicators) {
      if (indicator === wanted) {
        const own = sums.get(day) ?? { over: 0, under: 0 };
        sums.set(day, { over: own.over + Number(numerator), under: own.under + Number(denominator) });
      }
    }
  }
  return [...sums]
    .filter(([, { under }]) => under > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([day, { over, under }]) => {
      const value = (100 * over) / under;
      return { label: day, value, shown: `${value.toFixed(1).replace('.', ',')} (${over} de ${under})` };
    });
}

/** The limits of law: what was blocked, and drops beside the share that is allowed. */
function houseCharts(house: HouseFacts, tables: readonly ReportTable[]): readonly string[] {
  const drawn: string[] = [];
  if (tables.includes('blocks') && house.blocks.length > 0) {
    const bars = house.blocks.slice(0, MOST_BARS).map(({ rule, blocked }) => ({
      ...{ label: rule, value: blocked, shown: String(blocked) },
    }));
    drawn.push(barChart('Chamadas bloqueadas, por regra', bars));
  }
  if (tables.includes('drops') && house.drops.length > 0) {
    const bars = house.drops.slice(0, MOST_BARS).map(({ day, campaignId, share, limit24h }) => ({
      label: `${formatDayNumber(day)} ${campaignId}`,
      value: share,
      shown: `${perCent(share)}${limit24h === null ? '' : ` (limite ${perCent(limit24h)})`}`,
    }));
    drawn.push(barChart('Abandono por dia e campanha', bars));
  }
  if (tables.includes('iqa') && house.quality.byAgent.length > 0) {
    const bars = house.quality.byAgent.slice(0, MOST_BARS).map(({ agentId, mean }) => ({
      ...{ label: agentId, value: mean, shown: mean.toFixed(2).replace('.', ',') },
    }));
    drawn.push(barChart('Nota média, por operador', bars));
  }
  return drawn;
}

function charts(report: IndicatorReport, tables: readonly ReportTable[]): readonly string[] {
  const drawn: string[] = [];
  if (tables.includes('indicators')) {
    for (const [indicator, title] of CHARTED) {
      const bars = dayBars(report, indicator);
      drawn.push(...(bars.length === 0 ? [] : [barChart(title, bars)]));
    }
  }
  if (tables.includes('agents') && report.agents.length > 0) {
    const bars = report.agents.slice(0, MOST_BARS).map(({ agentId, client }) => ({
      ...{ label: agentId, value: Number(client), shown: String(client) },
    }));
    drawn.push(barChart('Conversas com o cliente, por operador', bars));
  }
  return drawn;
}

/** A pack as one page that any browser prints or saves as PDF: no script, nothing fetched, pictures drawn in it. */
export function reportPage(
  title: string,
  report: IndicatorReport,
  house: HouseFacts | null,
  tables: readonly ReportTable[],
  sheets: readonly StatementSheet[],
): string {
  const drawn = [...charts(report, tables), ...(house === null ? [] : houseCharts(house, tables))];
  const read = `${report.first} a ${report.last}, ${report.rows.read - report.rows.outside - report.rows.repeated} chamadas`;
  return `<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${PAGE_STYLE}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(read)}</p>
${[...drawn, ...sheetSections(sheets)].join('\n')}
</body></html>
`;
}
