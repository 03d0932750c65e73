import { defineTexts } from '../shell/texts/define-texts.js';

/** The planned pauses by name, and where each stands. */
export const PLANNED_PAUSE_TEXTS = defineTexts(
  {
    nr17_10a: 'Primeira pausa',
    refeicao: 'Refeição',
    nr17_10b: 'Segunda pausa',
    'standing.later': 'Depois',
    'standing.due': 'Na hora',
    'standing.now': 'Em pausa',
    'standing.taken': 'Feita',
    'standing.missed': 'Devida',
  },
  {
    nr17_10a: 'First pause',
    refeicao: 'Meal',
    nr17_10b: 'Second pause',
    'standing.later': 'Later',
    'standing.due': 'Its time',
    'standing.now': 'On pause',
    'standing.taken': 'Taken',
    'standing.missed': 'Owed',
  },
);
