import type { ScriptStep } from './script-step.js';

/**
 * How a collection call goes: first who is on the line, and not a word of a debt to anybody else (art. 42 of Lei
 * 8.078/1990 forbids to expose the debtor).
 */
export const COLLECTION_SCRIPT: readonly ScriptStep[] = [
  {
    id: 'quem',
    text: 'Bom dia/boa tarde. Por favor, falo com {nome}?',
    confirms: false,
    branches: [
      { label: 'É a pessoa', to: 'confirma' },
      { label: 'É outra pessoa', to: 'terceiro' },
      { label: 'Não conhece', to: 'engano' },
    ],
    disposition: null,
  },
  {
    id: 'confirma',
    text: 'Para sua segurança, confirme por favor um dado de cadastro, {primeiro_nome}.',
    confirms: false,
    branches: [
      { label: 'Confirmou', to: 'assunto' },
      { label: 'Não confirmou', to: 'terceiro' },
    ],
    disposition: null,
  },
  {
    id: 'assunto',
    text: 'Obrigado, {primeiro_nome}. Falo sobre o seu contrato; a ligação é gravada. Podemos ver as condições agora?',
    confirms: true,
    branches: [
      { label: 'Fecha acordo', to: 'acordo' },
      { label: 'Prefere outro horário', to: 'retorno' },
      { label: 'Não aceita', to: 'recusa' },
    ],
    disposition: null,
  },
  {
    id: 'acordo',
    text: 'Repito as condições e o vencimento. O comprovante chega pelo canal que o senhor ou a senhora escolher.',
    confirms: true,
    branches: [],
    disposition: 'acordo',
  },
  {
    id: 'retorno',
    text: 'Qual é o melhor dia e horário para retornarmos?',
    confirms: true,
    branches: [],
    disposition: 'retorno_agendado',
  },
  {
    id: 'recusa',
    text: 'Entendo. Fica registrado; obrigado pela atenção.',
    confirms: true,
    branches: [],
    disposition: 'sem_acordo',
  },
  {
    id: 'terceiro',
    text: 'Sabe quando encontro {primeiro_nome}? Não posso adiantar o assunto. Obrigado.',
    confirms: false,
    branches: [],
    disposition: 'terceiro',
  },
  {
    id: 'engano',
    text: 'Peço desculpas. Este número sai da nossa lista; informo o protocolo ao final.',
    confirms: false,
    branches: [],
    disposition: 'nao_conhece',
  },
];
