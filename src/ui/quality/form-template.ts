import type { QualityFormOut } from '../../contract/quality-wire.js';

type Dimension = QualityFormOut['dimensions'][number];

/** A form to begin with, in the words of collection; whoever has one in the contract sends that. */
export const FORM_TEMPLATE: { readonly name: string; readonly dimensions: readonly Dimension[] } = {
  name: 'Monitoria de cobrança',
  dimensions: [
    {
      id: 'atitude',
      name: 'Atitude',
      points: 20,
      items: [
        {
          id: 'respeito',
          kind: 'NCF',
          reach: 'whole',
          text: 'Tratou a pessoa com respeito, sem ameaça nem constrangimento',
        },
        { id: 'interesse', kind: 'NCG', points: 8, text: 'Mostrou interesse e disposição em resolver' },
        { id: 'prontidao', kind: 'NCL', points: 4, text: 'Começou a falar assim que a chamada chegou' },
      ],
    },
    {
      id: 'conducao',
      name: 'Condução',
      points: 45,
      items: [
        { id: 'identificacao', kind: 'NCL', points: 5, text: 'Disse o próprio nome, a empresa e o credor' },
        { id: 'objetividade', kind: 'NCL', points: 5, text: 'Foi objetivo e conduziu a conversa' },
        { id: 'linguagem', kind: 'NCL', points: 5, text: 'Falou com clareza e sem termos da casa' },
        {
          id: 'sondagem',
          kind: 'NCG',
          points: 8,
          text: 'Perguntou o motivo do atraso e a capacidade de pagar',
        },
        { id: 'argumentacao', kind: 'NCG', points: 8, text: 'Argumentou com o que a pessoa disse' },
        {
          id: 'fechamento',
          kind: 'NCG',
          points: 8,
          text: 'Repetiu valor, data e meio de pagamento do acordo',
        },
      ],
    },
    {
      id: 'conformidade',
      name: 'Conformidade',
      points: 35,
      items: [
        {
          id: 'pessoa_certa',
          kind: 'NCF',
          reach: 'whole',
          text: 'Confirmou quem era antes de falar da dívida',
        },
        { id: 'sigilo', kind: 'NCF', reach: 'whole', text: 'Não revelou a dívida a outra pessoa' },
        {
          id: 'informacao',
          kind: 'NCF',
          reach: 'dimension',
          text: 'Deu informação correta sobre valor, juros e prazo',
        },
        { id: 'tabulacao', kind: 'NCG', points: 6, text: 'Tabulou o que aconteceu' },
        { id: 'registro', kind: 'NCL', points: 4, text: 'Registrou o combinado' },
      ],
    },
  ],
};
