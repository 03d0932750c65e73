import { reais } from './brazilian-text.js';
import {
  type PrintedStatement,
  type SheetCell,
  type StatementSheet,
  statementSheets,
  statementTitles,
} from './statement-sheets.js';

/** The style of printed pages. */
export const PAGE_STYLE = `
@page { size: A4 landscape; margin: 12mm; }
body { font: 10pt/1.35 system-ui, sans-serif; color: #111; margin: 1.5rem; }
h1 { font-size: 15pt; margin: 0 0 .2rem; } h2 { font-size: 11pt; margin: 1.2rem 0 .3rem; break-after: avoid; }
table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border-bottom: 1px solid #bbb; padding: .15rem .4rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; } .number { text-align: right; white-space: nowrap; }
`;

/** A text as it may stand in a page, attributes too. */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function cellText(cell: SheetCell): string {
  return typeof cell === 'object' ? reais(cell.money) : String(cell);
}

function cell(value: SheetCell): string {
  const number = typeof value === 'string' ? '' : ' class="number"';
  return `<td${number}>${escaped(cellText(value))}</td>`;
}

/** Tables as sections of a page; those without rows are left out. */
export function sheetSections(sheets: readonly StatementSheet[]): readonly string[] {
  return sheets
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, columns, rows }) =>
      [
        `<section><h2>${escaped(name)}</h2><table><thead><tr>`,
        columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join(''),
        '</tr></thead><tbody>',
        rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n'),
        '</tbody></table></section>',
      ].join(''),
    );
}

/** The statement as one page that any browser prints or saves as PDF: no script, nothing fetched. */
export function statementPage(printed: PrintedStatement): string {
  const { title, subtitle, foot } = statementTitles(printed);
  const sections = sheetSections(statementSheets(printed));
  return `<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${PAGE_STYLE}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p><p>${escaped(foot)}</p>
${sections.join('\n')}
</body></html>
`;
}
