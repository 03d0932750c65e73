import type { Bill, BillLine } from '../../core/billing/bill.js';
import { reconciliationOf } from '../../core/billing/bill-rows.js';
import { data, reais } from '../../core/billing/brazilian-text.js';
import type { Adjustments } from '../../core/billing/compare-bills.js';
import { table } from '../commands/show.js';

const AMOUNT_WIDTH = 16;

function right(amount: string): string {
  return reais(amount).padStart(AMOUNT_WIDTH);
}

function lineRow(line: BillLine): readonly string[] {
  const shown = line.inputs.map(({ name, value }) => `${name} = ${value}`).join('; ');
  return [
    line.title,
    line.service,
    data(line.day),
    right(line.amount),
    String(line.calls.length),
    `${line.formula}; ${shown}`,
  ];
}

function rowsText({ rows }: Bill): string {
  const unpaid = Object.entries(rows.unpaid).sort(([one], [other]) => (one < other ? -1 : 1));
  const counts: readonly (readonly [string, number])[] = [
    ['lidos', rows.read],
    ['pagos', rows.paid],
    ...unpaid.map(([reason, count]) => [`não pagos: ${reason}`, count ?? 0] as const),
    ['de outro contrato', rows.otherContracts],
    ['fora do período', rows.outside],
    ['fora do período, para médias', rows.reference],
    ['repetidos', rows.repeated],
  ];
  return table(
    ['REGISTROS', 'QUANTIDADE'],
    counts
      .filter(([what, count]) => count > 0 || what === 'lidos')
      .map(([what, count]) => [what, String(count)]),
  );
}

function reconciliationText(bill: Bill): string {
  const { calls, billed, notBillable, disputed } = reconciliationOf(bill.rows);
  return `CHAMADAS DO PERÍODO ${calls} = ${billed} pagas + ${notBillable} não pagáveis + ${disputed} contestadas`;
}

function list(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : [title, ...entries.map((entry) => `- ${entry}`)].join('\n');
}

/** The bill as a person reads it, in Portuguese. */
export function billText(bill: Bill): string {
  const { contract, period } = bill;
  const sections = [
    `${contract.title} (${contract.id}@${contract.version})\n` +
      `Período ${period.month}: ${data(period.first)} a ${data(period.last)}`,
    table(
      ['LINHA', 'SERVIÇO', 'DIA', 'VALOR (R$)'.padStart(AMOUNT_WIDTH), 'CHAMADAS', 'CÁLCULO'],
      bill.lines.map(lineRow),
    ),
    table(
      ['PARCELA', 'VALOR (R$)'.padStart(AMOUNT_WIDTH)],
      [
        ...bill.steps
          .filter(({ amount }) => amount !== '0.00')
          .map(({ title, step, amount }) => [`${title} (${step})`, right(amount)]),
        ['TOTAL', right(bill.total)],
      ],
    ),
    rowsText(bill),
    reconciliationText(bill),
    list(
      'METAS NÃO ATINGIDAS',
      bill.misses.map(
        ({ indicator, service, day, value, excused }) =>
          `${[indicator, service, data(day)].filter((word) => word !== '').join(' ')}: ${value}` +
          (excused === '' ? '' : ` (sem desconto: ${excused})`),
      ),
    ),
    list(
      'ADVERTÊNCIAS',
      bill.warnings.map(({ text, service, days }) => `${service}: ${text}: ${days.map(data).join(', ')}`),
    ),
    list(
      'INDICADORES BAIXOS NO PERÍODO',
      bill.low.map(({ indicator, service, value }) => `${indicator} ${service}: ${value}`),
    ),
    list('AVISOS', [...bill.notices, ...bill.remarks]),
    list(
      'LEITURAS',
      bill.readings.map(({ id, text }) => `${id}: ${text}`),
    ),
    [
      `Registro ${bill.log.rows} linhas, ${bill.log.digest}`,
      `Contrato ${contract.digest}`,
      `Fatos ${bill.facts.digest}`,
      `Conta ${bill.hash}`,
    ].join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** Credits and debits against an issued statement, in Portuguese. */
export function adjustmentsText(adjustments: Adjustments): string {
  if (adjustments.lines.length === 0) {
    return `Nada muda no demonstrativo de ${adjustments.period}.`;
  }
  const words = { credit: 'crédito', debit: 'débito' } as const;
  return table(
    [
      'AJUSTE',
      'SERVIÇO',
      'DIA',
      'TIPO',
      'ANTES'.padStart(AMOUNT_WIDTH),
      'AGORA'.padStart(AMOUNT_WIDTH),
      'VALOR (R$)'.padStart(AMOUNT_WIDTH),
    ],
    [
      ...adjustments.lines.map((line) => [
        line.title,
        line.service,
        data(line.day),
        words[line.kind],
        right(line.before),
        right(line.now),
        right(line.amount),
      ]),
      ['TOTAL', '', '', '', '', '', right(adjustments.total)],
    ],
  );
}
