import type { CampaignDisposition } from '../../core/campaign/campaign.js';

/** What a new campaign's agents may choose from, in the words of their trade. */
export const DEFAULT_DISPOSITIONS: readonly CampaignDisposition[] = [
  { code: 'promessa', label: 'Promessa de pagamento' },
  { code: 'acordo', label: 'Acordo fechado' },
  { code: 'pago', label: 'Alega pagamento' },
  { code: 'sem_acordo', label: 'Sem acordo' },
  { code: 'contesta', label: 'Contesta a dívida' },
  { code: 'retorno_agendado', label: 'Retorno agendado' },
  { code: 'cliente_desligou', label: 'Cliente desligou' },
  { code: 'terceiro', label: 'Falou com terceiro' },
  { code: 'recado', label: 'Recado com terceiro' },
  { code: 'nao_conhece', label: 'Não conhece o cliente' },
  { code: 'falecido', label: 'Cliente falecido' },
  { code: 'opt_out', label: 'Pede para não ligar' },
  { code: 'abuso', label: 'Ofensa ou ameaça ao atendente' },
  { code: 'maquina', label: 'Caixa postal ou secretária' },
  { code: 'fax', label: 'Fax' },
  { code: 'mudo', label: 'Ligação muda' },
  { code: 'queda', label: 'Ligação caiu' },
];
