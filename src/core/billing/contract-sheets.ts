import { data } from './brazilian-text.js';
import type { Contract, Part, Price, Step } from './contract-form.js';
import { type Exact, exact, exactText, times } from './exact.js';
import { conditionText, type Formula, formulaText } from './formula.js';
import type { SheetCell, StatementSheet } from './statement-sheets.js';

/** A contract as tables that people read, in Portuguese: what is paid, at which price, and how each line is computed. */
export function contractSheets(contract: Contract): readonly StatementSheet[] {
  return [
    summarySheet(contract),
    {
      name: 'Serviços',
      columns: ['Serviço', 'Título', 'Unidades pagas', 'Unidade de referência', 'Marcas'],
      rows: [...contract.services].map(([id, service]) => [
        id,
        service.title,
        service.units.join(', '),
        service.referenceUnit ?? '',
        service.tags.join(', '),
      ]),
    },
    classesSheet(contract),
    {
      name: 'Faixas horárias',
      columns: ['Faixa', 'De', 'Até'],
      rows: [...contract.hourBands].map(([id, { from, to }]) => [id, clockText(from), clockText(to)]),
    },
    {
      name: 'Preços',
      columns: ['Serviço', 'Unidade', 'Idioma', 'Faixa', 'Preço', 'De', 'Até'],
      rows: contract.prices.map((price) => [
        ...[price.service, price.unit, price.language, price.band],
        priceText(price),
        ...[data(price.validFrom ?? ''), data(price.validTo ?? '')],
      ]),
    },
    {
      name: 'Tabelas',
      columns: ['Tabela', 'De', 'Até', 'Valor'],
      rows: [...contract.tables].flatMap(([id, { bands }]) =>
        bands.map(({ from, to, value }) => [id, boundText(from), boundText(to), decimalText(value)]),
      ),
    },
    {
      name: 'Partes das fórmulas',
      columns: ['Nome', 'Tipo', 'Título', 'Cálculo'],
      rows: [...contract.parts].map(([id, part]) => [id, part.kind, titleOf(part), partText(part)]),
    },
    {
      name: 'Parcelas, na ordem',
      columns: ['Parcela', 'Título', 'Para', 'Cálculo', 'Cláusula'],
      rows: contract.steps.map(stepRow),
    },
    {
      name: 'Avisos',
      columns: ['Aviso', 'Texto', 'Quando'],
      rows: contract.warnings.map((warning) => [warning.id, warning.text, conditionText(warning.if)]),
    },
    {
      name: 'Leituras de texto ambíguo',
      columns: ['Leitura', 'Texto'],
      rows: [...contract.readings],
    },
  ];
}

function summarySheet(contract: Contract): StatementSheet {
  const { validFrom, validTo, lastDay, graceDays, multimediaMinutes, missedMonths } = contract;
  const rows: readonly (readonly [string, string])[] = [
    ['Contrato', `${contract.id}@${contract.version}`],
    ['Documento', contract.source],
    ['Vigência', `${data(validFrom)} a ${validTo === null ? 'sem fim' : data(validTo)}`],
    ['Período', lastDay === 31 ? 'mês do calendário' : `do dia ${lastDay + 1} ao dia ${lastDay}`],
    ['Carência de descontos', graceDays === 0 ? '' : `${graceDays} dias`],
    ['Pagamento', `${contract.dueBusinessDay}º dia útil do mês seguinte`],
    ['Mensagens no mesmo serviço', multimediaMinutes === null ? '' : `até ${multimediaMinutes} minutos`],
    ['Fatos exigidos', contract.requires.join(', ')],
    ['Outros serviços', contract.otherServices ?? 'recusados'],
    ['Meses com desconto', missedMonths?.text ?? ''],
  ];
  return { name: 'Resumo', columns: ['Item', 'Valor'], rows: rows.filter(([, text]) => text !== '') };
}

function classesSheet({ classes }: Contract): StatementSheet {
  const paid = Object.entries(classes.pays).map(([outcome, unit]): SheetCell[] => [
    outcome,
    unit === null ? 'não paga' : `paga como ${unit}`,
  ]);
  const other = [...classes.dispositions].map(([word, { outcome, reason }]): SheetCell[] => [
    `tabulação ${word}`,
    `lida como ${outcome} (${reason})`,
  ]);
  const never = classes.neverBilled.map((reason): SheetCell[] => [reason, 'nunca paga']);
  return { name: 'Classes', columns: ['Classe', 'O que vale'], rows: [...paid, ...other, ...never] };
}

function clockText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const HUNDRED = exact('100');

/** A decimal as Brazilians write it; a fraction stays one. */
function decimalText(value: Exact): string {
  return exactText(value).replace('.', ',');
}

function boundText(bound: Exact | null): string {
  return bound === null ? '' : decimalText(bound);
}

function priceText({ value, share }: Price): string {
  if (value !== null) {
    return decimalText(value);
  }
  return share === null ? '' : `${decimalText(times(share.percent, HUNDRED))}% de ${share.of}`;
}

function titleOf(part: Part): string {
  return part.kind === 'index' || part.kind === 'formula' ? part.is.title : '';
}

/** How a part is computed; of those without a formula, what they count. */
function partText(part: Part): string {
  if (part.kind === 'formula') {
    return formulaText(part.is.is);
  }
  if (part.kind !== 'index') {
    return settingsText(part.is);
  }
  const { of, over, percent, decimals } = part.is;
  if (of === null) {
    return 'medido fora, nos fatos';
  }
  const whole = over === null ? formulaText(of) : `(${formulaText(of)}) ÷ (${formulaText(over)})`;
  return `${whole}${percent ? ', em %' : ''}, truncado em ${decimals} casas`;
}

function settingsText(settings: object | string): string {
  if (typeof settings === 'string') {
    return settings;
  }
  return Object.entries(settings)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}: ${settingText(value)}`)
    .join('; ');
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  return typeof value === 'object' ? formulaText(value as Formula) : String(value);
}

const SCOPES = {
  period: 'o período',
  service: 'cada serviço',
  day: 'cada dia',
  service_day: 'cada serviço e dia',
} as const;

function stepRow(step: Step): readonly SheetCell[] {
  const { id, title, clause } = step.is;
  switch (step.kind) {
    case 'charge':
      return [id, title, 'cada serviço e preço', `${step.is.units.join(', ')} × preço`, clause];
    case 'lines': {
      const { if: condition, amount, for: scope } = step.is;
      const when = condition === null ? '' : `, se ${conditionText(condition)}`;
      return [id, title, SCOPES[scope], `${formulaText(amount)}${when}`, clause];
    }
    case 'deductions': {
      const tables = step.is.indicators.map(({ index, table }) => `${table}(${index})`).join('; ');
      return [id, title, SCOPES[step.is.for], `${tables} × ${formulaText(step.is.of)}`, clause];
    }
  }
}
