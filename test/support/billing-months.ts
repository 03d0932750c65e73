import type { BillingRow } from '../../src/core/billing/billing-row.js';
import { activeRow, inboundRow, many, restartRowNames, unansweredRow } from './billing-rows.js';

/** A month of a contract that ships, small enough to be computed by hand. */
export interface BillingMonth {
  readonly contract: string;
  readonly rows: readonly BillingRow[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** Line by line, as computed by hand (docs/billing.md shows how). */
  readonly amounts: Readonly<Record<string, string>>;
  readonly total: string;
}

const at = (day: string, hour = '10'): string => `2026-10-${day} ${hour}:00:00`;

function collection(): BillingMonth {
  return {
    contract: 'telecobranca-banco',
    rows: [
      ...many(7, () => activeRow('sem_acordo', { at: at('06') })),
      ...many(3, () => activeRow('promessa', { at: at('07') })),
      ...many(5, () => activeRow('recado', { at: at('08') })),
      ...many(9, () => activeRow('maquina', { at: at('08') })),
      unansweredRow('busy', { at: at('08') }),
      ...many(9, () => inboundRow({ at: at('09'), waited: 8 })),
      inboundRow({ at: at('09'), waited: 25 }),
    ],
    facts: {
      balances: [
        { client: 'a', portfolio: 'PF', day: '2026-09-21', balance: '1000.00' },
        { client: 'a', portfolio: 'PF', day: '2026-10-14', balance: '350.00' },
        { client: 'b', portfolio: 'PF', day: '2026-10-05', balance: '500.00' },
        { client: 'b', portfolio: 'PF', day: '2026-10-20', balance: null },
        { client: 'c', portfolio: 'PJ', day: '2026-10-02', balance: '4000.00' },
        { client: 'c', portfolio: 'PJ', day: '2026-10-16', balance: '4500.00' },
        { client: 'c', portfolio: 'PJ', day: '2026-10-30', balance: '2700.00' },
      ],
      multimedia: [],
      quality: [
        { period: '2026-10', group: 'novatos', score: '86' },
        { period: '2026-10', group: 'demais', score: '94.5' },
      ],
      measures: [{ of: 'registros', day: '2026-10-30', numerator: 94, denominator: 100 }],
      complaints: [{ id: 'r1', day: '2026-10-19' }],
    },
    amounts: {
      'Qe/cobranca/efetivada/3.185': '15.93',
      'Qc/cobranca/concretizada/6.37': '63.70',
      'Qr/cobranca/receptivo/6.37': '63.70',
      ID: '10.03',
      FQ: '-2.87',
    },
    total: '150.49',
  };
}

function telemarketing(): BillingMonth {
  const day = '2026-10-06';
  const sac = [
    ...many(84, () => inboundRow({ at: `${day} 10:00:00`, service: 'sac', waited: 10 })),
    ...many(16, () => inboundRow({ at: `${day} 23:00:00`, service: 'sac', waited: 11 })),
    ...many(2, () => inboundRow({ at: `${day} 10:00:00`, service: 'sac', waited: null, gaveUpAfter: 3 })),
  ];
  return {
    contract: 'telemarketing-banco',
    rows: [
      ...sac,
      ...many(120, () => inboundRow({ at: `${day} 10:00:00`, service: 'atendimento', waited: 20 })),
      ...many(10, () => activeRow('acordo', { at: at('07'), service: 'ativo' })),
      ...many(20, () => activeRow('terceiro', { at: at('07'), service: 'ativo' })),
    ],
    facts: {
      milestones: { efeitos_ISC: '2026-08-01', ferramenta_multimidia: '2026-08-01' },
      multimedia: [
        {
          id: 'm1',
          service: 'multimidia',
          client: 'k1',
          at: `${day}T10:00:00-03:00`,
          answeredAfterSeconds: 60,
        },
        {
          id: 'm2',
          service: 'multimidia',
          client: 'k1',
          at: `${day}T10:20:00-03:00`,
          answeredAfterSeconds: 600,
        },
        {
          id: 'm3',
          service: 'multimidia',
          client: 'k1',
          at: `${day}T11:00:00-03:00`,
          answeredAfterSeconds: 30,
        },
      ],
      volumes: [{ service: 'atendimento', day, offered: 100 }],
      measures: [{ of: 'FCR', service: 'sac', day, numerator: 79, denominator: 100 }],
      quality: [{ period: '2026-10', group: 'geral', score: '97.4' }],
      complaints: [{ id: 'r7', service: 'multimidia', day, kind: 'fault', instance: 1 }],
      surveys: {
        services: ['sac'],
        notes: [5, 5, 3, 1].map((note, n) => ({ attemptId: sac[n]?.attemptId, note })),
      },
      history: [{ period: '2026-08', service: 'sac', indicator: 'ICA_10' }],
    },
    amounts: {
      'ativas/ativo/efetivada/2.1': '42.00',
      'ativas/ativo/sucesso/6.3': '63.00',
      'receptivas/atendimento/receptivo/pt-BR/dia/5': '600.00',
      'receptivas/sac/receptivo/pt-BR/dia/5': '420.00',
      'receptivas/sac/receptivo/pt-BR/noite/7.5': '120.00',
      'multimidia/multimidia/multimidia/3.6': '7.20',
      'ICA_sac/sac/2026-10-06': '-40.50',
      'excedente_demais/atendimento/2026-10-06': '25.00',
      'IAL_sac/sac/2026-10-06': '-40.50',
      'atraso_multimidia/multimidia/2026-10-06': '-0.72',
      'ISC/sac': '-55.75',
      IQA: '17.10',
      FCR: '-14.11',
      'CA/r7': '-720.00',
      'reincidencia/ICA_10': '-21.14',
    },
    total: '401.58',
  };
}

function hours(): BillingMonth {
  return {
    contract: 'horas-banco-regional',
    rows: [
      ...many(97, () => inboundRow({ at: at('06'), service: 'sac', waited: 45, talked: 300 })),
      ...many(3, () => inboundRow({ at: at('06'), service: 'sac', waited: 46, talked: 340 })),
    ],
    facts: {
      milestones: { start: '2026-01-05' },
      hours: [
        { period: '2026-10', role: 'generalista', estimated: 1800, performed: '1790.5', agreed: '1764.5' },
        { period: '2026-10', role: 'supervisor', agreed: 176 },
      ],
      measures: [
        { of: 'IRD', day: '2026-10-06', numerator: 89, denominator: 100 },
        { of: 'IRD', day: '2026-10-07', numerator: 80, denominator: 100 },
        { of: 'ISC', day: '2026-10-06', numerator: 88, denominator: 100 },
        { of: 'ISC', day: '2026-10-07', numerator: 90, denominator: 100 },
      ],
      justified: [
        { indicator: 'IRD', day: '2026-10-07', cause: 'client', reason: 'sistema do banco fora do ar' },
      ],
      occurrences: [{ id: 'o1', day: '2026-10-12', what: 'informação errada com dano' }],
      latePayments: [
        {
          id: 'p1',
          claimedIn: '2026-10',
          billed: '2026-08',
          amount: '29000.00',
          paidOn: '2026-09-18',
          ourFault: false,
          requested: true,
        },
      ],
    },
    amounts: {
      'horas/generalista': '25776.46',
      'horas/supervisor': '3400.32',
      'diarios/INS_SAC1/2026-10-06': '-291.77',
      'diarios/TMA_SAC/2026-10-06': '-145.88',
      'diarios/IRD/2026-10-06': '-43.77',
      'mensais/ISC_media': '-145.88',
      ocorrencias: '-29.18',
      'encargos/p1': '35.76',
    },
    total: '28556.06',
  };
}

restartRowNames();
export const BILLING_MONTHS: readonly BillingMonth[] = [collection(), telemarketing(), hours()];
