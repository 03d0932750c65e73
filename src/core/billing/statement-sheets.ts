import { reconciliationOf } from './bill-rows.js';
import { data, reais } from './brazilian-text.js';
import type { BillHead, KeptLine } from './kept-bill.js';
import type { Statement, StatementState } from './statement.js';

/** A cell: a text, or an amount of money by its decimal text. */
export type SheetCell = string | number | { readonly money: string };

/** A table of a statement, for spreadsheets, pages and text files alike. */
export interface StatementSheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
}

/** Everything a printed statement is made of. */
export interface PrintedStatement {
  readonly statement: Statement;
  readonly head: BillHead;
  readonly lines: readonly KeptLine[];
}

/** The states as they are printed. */
export const STATE_NAMES: Readonly<Record<StatementState, string>> = {
  draft: 'minuta',
  review: 'em conferência',
  contested: 'contestado',
  approved: 'aprovado',
  replaced: 'substituído',
};

/** What stands above a printed statement, and on each page of it. */
export function statementTitles({ statement, head }: PrintedStatement) {
  const { contract, hash, total } = head;
  return {
    title: `${contract.title}, ${statement.month}, versão ${statement.version}`,
    subtitle: `${STATE_NAMES[statement.state]}, R$ ${reais(total)}`,
    foot: `${statement.id} · contrato ${contract.id}@${contract.version} · hash ${hash}`,
  };
}

/** The tables of a statement, in Portuguese. */
export function statementSheets({ statement, head, lines }: PrintedStatement): readonly StatementSheet[] {
  return [
    summarySheet(statement, head),
    linesSheet(lines),
    rowsSheet(head),
    ...adjustmentsSheet(statement),
    {
      name: 'Metas não atingidas',
      columns: ['Indicador', 'Serviço', 'Dia', 'Valor', 'Linha', 'Sem desconto por'],
      rows: head.misses.map((miss) => [
        miss.indicator,
        miss.service,
        data(miss.day),
        miss.value,
        miss.line,
        miss.excused,
      ]),
    },
    {
      name: 'Avisos',
      columns: ['Aviso', 'Serviço', 'Dias'],
      rows: [
        ...head.warnings.map(({ text, service, days }) => [text, service, days.map(data).join(', ')]),
        ...[...head.notices, ...head.remarks].map((text) => [text, '', '']),
      ],
    },
    {
      name: 'Leituras',
      columns: ['Leitura', 'Texto'],
      rows: head.readings.map(({ id, text }) => [id, text]),
    },
    {
      name: 'Andamento',
      columns: ['Passo', 'De', 'Para', 'Quem', 'Quando (UTC)', 'Por quê'],
      rows: [
        ['make', '', STATE_NAMES.draft, statement.madeBy, atText(statement.madeAtMs), statement.why],
        ...statement.steps.map((step) => [
          step.move,
          STATE_NAMES[step.from],
          STATE_NAMES[step.to],
          step.by,
          atText(step.atMs),
          step.why,
        ]),
      ],
    },
  ];
}

function atText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
}

function summarySheet(statement: Statement, head: BillHead): StatementSheet {
  const { contract, period } = head;
  return {
    name: 'Resumo',
    columns: ['Item', 'Valor'],
    rows: [
      ['Demonstrativo', `${statement.id}: ${STATE_NAMES[statement.state]}`],
      ['Contrato', `${contract.title} (${contract.id}@${contract.version})`],
      ['Período', `${period.month}: ${data(period.first)} a ${data(period.last)}`],
      ...head.steps.map(({ title, step, amount }) => [`${title} (${step})`, { money: amount }]),
      ['Total', { money: head.total }],
      ['Hash da conta', head.hash],
      ['Hash do contrato', contract.digest],
      ['Hash dos fatos', head.facts.digest],
      ['Hash dos registros', `${head.log.digest} (${head.log.rows})`],
    ],
  };
}

/** The lines, each with how it was computed. */
export function linesSheet(lines: readonly KeptLine[]): StatementSheet {
  return {
    name: 'Linhas',
    columns: [
      'Linha',
      'Parcela',
      'Título',
      'Serviço',
      'Dia',
      'Indicador',
      'Valor',
      'Valor exato',
      'Chamadas',
      'Cálculo',
      'Figuras',
      'Cláusula',
    ],
    rows: lines.map((line) => [
      line.id,
      line.step,
      line.title,
      line.service,
      line.day,
      line.indicator,
      { money: line.amount },
      line.exact,
      line.callCount,
      line.formula,
      line.inputs.map(({ name, value }) => `${name} = ${value}`).join('; '),
      line.clause,
    ]),
  };
}

function rowsSheet({ rows }: BillHead): StatementSheet {
  const { calls, billed, notBillable, disputed } = reconciliationOf(rows);
  const reasons = Object.entries(rows.unpaid)
    .filter(([reason]) => reason !== 'disputed')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    name: 'Chamadas',
    columns: ['O que houve', 'Quantidade'],
    rows: [
      ['pagas', billed],
      ...reasons.map(([reason, count]): SheetCell[] => [`não pagáveis: ${reason}`, count ?? 0]),
      ['contestadas', disputed],
      [`todas = ${billed} + ${notBillable} + ${disputed}`, calls],
    ],
  };
}

function adjustmentsSheet({ adjustments }: Statement): readonly StatementSheet[] {
  if (adjustments === null) {
    return [];
  }
  const words = { credit: 'crédito', debit: 'débito' } as const;
  return [
    {
      name: 'Ajustes',
      columns: ['Linha', 'Serviço', 'Dia', 'Tipo', 'Antes', 'Agora', 'Valor'],
      rows: [
        ...adjustments.lines.map((line) => [
          line.title,
          line.service,
          data(line.day),
          words[line.kind],
          { money: line.before },
          { money: line.now },
          { money: line.amount },
        ]),
        [`Total sobre ${adjustments.statementId}`, '', '', '', '', '', { money: adjustments.total }],
      ],
    },
  ];
}
