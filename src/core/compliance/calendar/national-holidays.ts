import { type HolidayRule, holidayRule } from './holiday-rule.js';

const FEDERAL = 'Lei 662/1949, as changed by Lei 10.607/2002';
const FACULTATIVE = 'Federal list of pontos facultativos';

/** Holidays of the whole country, and the two pontos facultativos that a policy switches. */
export const NATIONAL_HOLIDAYS: readonly HolidayRule[] = [
  holidayRule('Confraternização Universal', '01-01', FEDERAL),
  holidayRule('Carnaval, segunda-feira', -48, FACULTATIVE, { class: 'carnaval' }),
  holidayRule('Carnaval, terça-feira', -47, FACULTATIVE, { class: 'carnaval' }),
  holidayRule('Paixão de Cristo', -2, 'Lei 9.093/1995, art. 2'),
  holidayRule('Tiradentes', '04-21', FEDERAL),
  holidayRule('Dia do Trabalho', '05-01', FEDERAL),
  holidayRule('Corpus Christi', 60, FACULTATIVE, { class: 'corpus_christi' }),
  holidayRule('Independência do Brasil', '09-07', FEDERAL),
  holidayRule('Nossa Senhora Aparecida', '10-12', 'Lei 6.802/1980'),
  holidayRule('Finados', '11-02', FEDERAL),
  holidayRule('Proclamação da República', '11-15', FEDERAL),
  holidayRule('Dia Nacional de Zumbi e da Consciência Negra', '11-20', 'Lei 14.759/2023', { fromYear: 2024 }),
  holidayRule('Natal', '12-25', FEDERAL),
];
