import { defineTexts } from '../shell/texts/define-texts.js';

export const OWN_PAUSE_TEXTS = defineTexts(
  {
    title: 'Minhas pausas de hoje',
    why: 'É uma oferta: peça a pausa quando precisar. O banheiro não entra aqui.',
    when: 'Horário',
    pause: 'Pausa',
    state: 'Estado',
    none: 'Nenhuma pausa planejada.',
    later: 'O plano volta em instantes.',
  },
  {
    title: 'My pauses of today',
    why: 'It is an offer: ask for a pause when you need one. The toilet is none of it.',
    when: 'Time',
    pause: 'Pause',
    state: 'State',
    none: 'No pause is planned.',
    later: 'The plan will be back in a moment.',
  },
);
