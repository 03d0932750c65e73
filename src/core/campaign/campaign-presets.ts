import { SECOND } from '../kernel/time.js';
import type { RetryPresetId } from '../retry/retry-presets.js';
import type { CampaignDisposition, CampaignSettings } from './campaign.js';

/** What a preset says of a campaign; the rest takes its default. */
export interface CampaignPreset
  extends Pick<
    CampaignSettings,
    | 'purpose'
    | 'sector'
    | 'mode'
    | 'powerRatio'
    | 'abandonCap'
    | 'amd'
    | 'onMachine'
    | 'ringTimeoutMs'
    | 'wrapUpLimitMs'
    | 'previewCountdownMs'
    | 'policyId'
    | 'dispositions'
  > {
  readonly retry: RetryPresetId;
}

/** How a call may end that meets nobody, or somebody who must be heard: every operation needs these. */
const ALWAYS: readonly CampaignDisposition[] = [
  { code: 'retorno_agendado', label: 'Retorno agendado' },
  { code: 'cliente_desligou', label: 'Cliente desligou' },
  { code: 'terceiro', label: 'Falou com terceiro' },
  { code: 'recado', label: 'Recado com terceiro' },
  { code: 'nao_conhece', label: 'Não conhece o cliente' },
  { code: 'falecido', label: 'Cliente falecido' },
  { code: 'opt_out', label: 'Pede para não ligar' },
  { code: 'abuso', label: 'Ofensa ou ameaça ao atendente' },
  { code: 'maquina', label: 'Caixa postal ou secretária' },
  { code: 'mudo', label: 'Ligação muda' },
  { code: 'queda', label: 'Ligação caiu' },
];

const OF_DEBT: readonly CampaignDisposition[] = [
  { code: 'promessa', label: 'Promessa de pagamento' },
  { code: 'acordo', label: 'Acordo fechado' },
  { code: 'pago', label: 'Alega pagamento' },
  { code: 'sem_acordo', label: 'Sem acordo' },
  { code: 'contesta', label: 'Contesta a dívida' },
  ...ALWAYS,
];

const COLLECTION: CampaignPreset = {
  purpose: 'cobranca',
  sector: 'outro',
  mode: 'predictive',
  powerRatio: 1,
  abandonCap: 0.03,
  amd: true,
  onMachine: 'hangup',
  ringTimeoutMs: 25 * SECOND,
  wrapUpLimitMs: 60 * SECOND,
  previewCountdownMs: 30 * SECOND,
  policyId: 'brasil-2026',
  retry: 'banco-diario',
  dispositions: OF_DEBT,
};

/**
 * Campaigns as floors begin them. A bank's base is made daily and answers little: predictive. Few people at high stakes
 * are looked at first: preview. Customers, and people asked for an opinion, are never left waiting: one call a free agent.
 */
export const CAMPAIGN_PRESETS = {
  'cobranca-banco': COLLECTION,
  'cobranca-alto-valor': {
    ...COLLECTION,
    mode: 'preview',
    abandonCap: 0,
    amd: false,
    ringTimeoutMs: 30 * SECOND,
    wrapUpLimitMs: 180 * SECOND,
    previewCountdownMs: 90 * SECOND,
    retry: 'padrao',
  },
  'retencao-telecom': {
    ...COLLECTION,
    purpose: 'oferta',
    sector: 'telecom',
    mode: 'power',
    abandonCap: 0.01,
    wrapUpLimitMs: 90 * SECOND,
    retry: 'intervalos-largos',
    dispositions: [
      { code: 'acordo', label: 'Aceitou a oferta' },
      { code: 'sem_acordo', label: 'Recusou a oferta' },
      { code: 'informado', label: 'Informado, vai pensar' },
      ...ALWAYS,
    ],
  },
  'pesquisa-satisfacao': {
    ...COLLECTION,
    purpose: 'pesquisa',
    mode: 'power',
    abandonCap: 0.01,
    wrapUpLimitMs: 20 * SECOND,
    retry: 'intervalos-largos',
    dispositions: [
      { code: 'informado', label: 'Respondeu à pesquisa' },
      { code: 'sem_acordo', label: 'Não quis responder' },
      ...ALWAYS,
    ],
  },
  'aviso-servico': {
    ...COLLECTION,
    purpose: 'aviso',
    mode: 'power',
    abandonCap: 0.01,
    onMachine: 'message',
    wrapUpLimitMs: 20 * SECOND,
    retry: 'banco-tres-dias',
    dispositions: [{ code: 'informado', label: 'Avisado' }, ...ALWAYS],
  },
} as const satisfies Record<string, CampaignPreset>;
