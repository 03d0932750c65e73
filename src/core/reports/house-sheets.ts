import { STATE_NAMES, type StatementSheet } from '../billing/statement-sheets.js';
import { formatDayNumber } from '../compliance/calendar/day-number.js';
import { BRASILIA } from '../kernel/civil-time.js';
import { wallClock } from '../kernel/wall-clock.js';
import type { Iqa } from '../quality/iqa.js';
import type { HouseFacts } from './house-facts.js';
import type { HouseTable } from './report-part.js';

/** A share of 1 as per cent, with a comma. */
export const perCent = (share: number): string => `${(100 * share).toFixed(2).replace('.', ',')} %`;
const limit = (share: number | null): string => (share === null ? '' : perCent(share));
const when = (atMs: number): string => wallClock(atMs, BRASILIA);
const figure = (value: number | null): string => (value === null ? '' : value.toFixed(2).replace('.', ','));

const SIDES = { own: 'interna', client: 'do cliente', calibration: 'calibração' } as const;
const DECISIONS = { open: 'aberta', upheld: 'acolhida', refused: 'recusada' } as const;
const LIST_STATES = { loaded: 'carregada', not_applicable: 'não se aplica', absent: 'ausente' } as const;
const LIST_NAMES = { sp: 'Não Me Ligue (SP)', pa: 'Lista do Pará', nmp: 'Não Me Perturbe' } as const;
const BASES = {
  weighted: 'ponderado',
  client_alone: 'só do cliente',
  own_alone: 'só interna',
  none: 'sem notas',
} as const;
const CONDUCTS = {
  none: 'nenhuma',
  warning: 'advertência',
  warning_or_fine: 'advertência ou multa',
} as const;

type MakeSheet = (facts: HouseFacts) => StatementSheet;

const MAKERS: Readonly<Record<HouseTable, MakeSheet>> = {
  blocks: ({ blocks }) => ({
    name: 'Chamadas bloqueadas por regra',
    columns: ['Regra', 'Fonte', 'Bloqueadas'],
    rows: blocks.map(({ rule, act, blocked }) => [rule, act, blocked]),
  }),
  drops: ({ drops }) => ({
    name: 'Abandono e limites',
    columns: [
      ...['Dia', 'Campanha', 'Atendidas por pessoa', 'Abandonadas', 'Desligaram antes', 'Abandono'],
      ...['Limite em 24 h (R27)', 'Limite em 30 dias (R28)', 'Situação do dia'],
    ],
    rows: drops.map((one) => [
      ...[formatDayNumber(one.day), one.campaignId, one.given + one.abandoned, one.abandoned],
      ...[one.earlyHangups, perCent(one.share), limit(one.limit24h), limit(one.limit30d)],
      one.limit24h !== null && one.share > one.limit24h ? 'acima do limite' : 'dentro do limite',
    ]),
  }),
  limits: ({ companies, shortCalls }) => ({
    name: 'Chamadas por CNPJ e operadora',
    columns: [
      ...['Dia', 'CNPJ (raiz)', 'Operadora', 'Serviço', 'Chamadas', 'Autenticadas', 'Sem autenticação'],
      ...['Curtas', 'Parte curta', 'Limite de chamadas (R01)', 'Limite de curtas', 'Situação'],
    ],
    rows: companies.map(({ day, company, carrier, service, calls, authenticated, short }) => {
      const plain = calls - authenticated;
      const share = plain === 0 ? 0 : short / plain;
      const over = plain >= shortCalls.calls && share >= shortCalls.share;
      return [
        ...[formatDayNumber(day), company, carrier, service, calls, authenticated, plain, short],
        ...[perCent(share), shortCalls.calls, perCent(shortCalls.share)],
        over ? 'acima do limite' : `${perCent(plain / shortCalls.calls)} do limite`,
      ];
    }),
  }),
  dnc_lists: ({ lists }) => ({
    name: 'Listas de não perturbe',
    columns: [
      'Lista',
      'Estado',
      'Versão',
      'Números',
      'Idade (h)',
      'Mais velha permitida (h, R22)',
      'Situação',
    ],
    rows: lists.map(({ list, state, version, entries, ageHours, limitHours }) => [
      ...[LIST_NAMES[list], LIST_STATES[state], version, entries ?? '', figure(ageHours), limitHours ?? ''],
      ageHours !== null && limitHours !== null && ageHours > limitHours
        ? 'vencida'
        : state === 'absent'
          ? 'ausente'
          : 'em dia',
    ]),
  }),
  statements: ({ statements }) => ({
    name: 'Extratos',
    columns: ['Contrato', 'Mês', 'Versão', 'Estado', 'Total', 'Hash'],
    rows: statements.map((one) => [
      ...[one.contractId, one.month, one.version, STATE_NAMES[one.state]],
      ...[{ money: one.total }, one.hash],
    ]),
  }),
  scores: ({ scores }) => ({
    name: 'Notas de qualidade',
    columns: ['Quando', 'Operador', 'Chamada', 'Avaliação', 'Ficha', 'Nota', 'Falhas fatais'],
    rows: scores.map((one) => [
      ...[when(one.atMs), one.agentId, one.attemptId, SIDES[one.side], one.formId],
      ...[figure(one.score), one.fatal.join(', ')],
    ]),
  }),
  iqa: ({ quality }) => ({
    name: 'Índice de qualidade (IQA)',
    columns: [...['De quem', 'IQA', 'Como', 'Interna', 'Cliente', 'Diferença auditada', 'Conduta', 'Notas']],
    rows: [
      iqaRow('Operadores', quality.agents, ''),
      iqaRow('Novatos', quality.newcomers, ''),
      ...quality.byAgent.map(({ agentId, mean, scored }) => [
        ...[agentId, figure(mean), 'média interna', figure(mean), '', '', '', scored],
      ]),
    ],
  }),
  contests: ({ contests }) => ({
    name: 'Contestações',
    columns: ['Quando', 'Operador', 'Chamada', 'Nota', 'Quem contesta', 'Motivo', 'Decisão', 'Quem decidiu'],
    rows: contests.map((one) => [
      ...[when(one.atMs), one.agentId, one.attemptId, figure(one.score), one.by, one.reason],
      ...[DECISIONS[one.decision], one.decidedBy],
    ]),
  }),
};

function iqaRow(who: string, iqa: Iqa, scored: string): StatementSheet['rows'][number] {
  return [
    ...[who, figure(iqa.value), BASES[iqa.basis], figure(iqa.own), figure(iqa.client)],
    ...[figure(iqa.auditDifference), CONDUCTS[iqa.conduct], scored],
  ];
}

/** A table of compliance, billing or quality. */
export function houseSheet(table: HouseTable, facts: HouseFacts): StatementSheet {
  return MAKERS[table](facts);
}
