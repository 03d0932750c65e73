import { defineTexts } from '../shell/texts/define-texts.js';

export const CALLBACK_TEXTS = defineTexts(
  {
    title: 'Meus retornos',
    personal: 'Eu mesmo retorno',
    none: 'Nenhum retorno seu marcado.',
    when: 'Hora do cliente',
    who: 'Cliente',
    number: 'Número',
    later: 'A lista volta em instantes.',
  },
  {
    title: 'My callbacks',
    personal: 'I call back myself',
    none: 'No callback of yours.',
    when: 'Client’s time',
    who: 'Client',
    number: 'Number',
    later: 'The list will be back in a moment.',
  },
);
