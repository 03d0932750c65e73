import { defineTexts } from '../../shell/texts/define-texts.js';

/** What is said of the planned pauses of the day. */
export const PLAN_TEXTS = defineTexts(
  {
    title: 'Plano de pausas de hoje',
    why: 'Duas pausas de 10 minutos e a refeição de 20, nenhuma na primeira nem na última hora do turno (NR-17, Anexo II, 5.4). É uma oferta: a pausa pedida em outra hora é concedida, e banheiro e depois de ofensa não entram aqui.',
    none: 'Nenhum turno começou hoje.',
    agent: 'Agente',
    shift: 'Turno',
    rostered: 'escalado',
    fromLogIn: 'desde a entrada',
    dueCount: '{n} na hora, {m} devidas',
    replan: 'Planejar de novo',
    replanTitle: 'Planejar de novo?',
    replanText:
      'O que ninguém fez ainda ganha novo horário, de agora em diante, onde as filas perdem menos. O que foi feito fica.',
    replanned: 'Pausas planejadas de novo.',
    cancel: 'Voltar',
  },
  {
    title: 'Planned pauses of today',
    why: 'Two pauses of 10 minutes and the meal of 20, none in the first or last hour of the shift (NR-17, Anexo II, 5.4). It is an offer: a pause asked for at another time is given, and the toilet and after an abuse are none of it.',
    none: 'No shift has begun today.',
    agent: 'Agent',
    shift: 'Shift',
    rostered: 'rostered',
    fromLogIn: 'from the log-in on',
    dueCount: '{n} in their time, {m} owed',
    replan: 'Plan anew',
    replanTitle: 'Plan anew?',
    replanText:
      'What nobody has taken yet gets a new time, from now on, where the queues lose least. What was taken stays.',
    replanned: 'Pauses planned anew.',
    cancel: 'Back',
  },
);
