import { type HolidayRule, holidayRule } from './holiday-rule.js';

/**
 * State holidays. Acts cited from memory where none is confirmed, which `docs/compliance.md` says; where the date in
 * law and the observed one differ, or two dates are found, both are here and both block.
 */
export const STATE_HOLIDAYS: Readonly<Record<string, readonly HolidayRule[]>> = {
  AC: [
    holidayRule('Feriado estadual de janeiro', '01-12', '', { observedToo: 'friday' }),
    holidayRule('Dia do Evangélico', '01-23', 'AC Lei 1.538/2004', { observedToo: 'friday' }),
    holidayRule('Dia Internacional da Mulher', '03-08', 'AC Lei 1.411/2001', { observedToo: 'friday' }),
    holidayRule('Aniversário do Acre', '06-15', 'AC Lei 14/1964', { observedToo: 'friday' }),
    holidayRule('Dia da Amazônia', '09-05', 'AC Lei 1.526/2004', { observedToo: 'friday' }),
    holidayRule('Tratado de Petrópolis', '11-17', 'AC Lei 57/1965', { observedToo: 'friday' }),
  ],
  AL: [
    holidayRule('São João', '06-24', 'AL Lei 5.508/1993'),
    holidayRule('São Pedro', '06-29', 'AL Lei 5.508/1993'),
    holidayRule('Emancipação Política', '09-16', ''),
  ],
  AM: [holidayRule('Elevação do Amazonas à Província', '09-05', 'AM Lei 25/1977')],
  AP: [
    holidayRule('São José', '03-19', 'AP Lei 667/2002'),
    holidayRule('Criação do Território Federal do Amapá', '09-13', ''),
  ],
  BA: [holidayRule('Independência da Bahia', '07-02', 'Constituição da Bahia, art. 6, §3')],
  CE: [holidayRule('Data Magna do Ceará', '03-25', 'CE Emenda Constitucional 73/2011')],
  DF: [holidayRule('Dia do Evangélico', '11-30', 'DF Lei 963/1995')],
  ES: [holidayRule('Nossa Senhora da Penha', 8, 'ES Lei 11.010/2019')],
  GO: [
    holidayRule('Fundação da Cidade de Goiás', '07-26', ''),
    holidayRule('Pedra Fundamental de Goiânia', '10-24', ''),
  ],
  MA: [holidayRule('Adesão do Maranhão à Independência', '07-28', 'MA Lei 2.457/1964')],
  MG: [],
  MS: [holidayRule('Criação do Estado', '10-11', 'MS Lei 10/1979')],
  MT: [],
  PA: [holidayRule('Adesão do Grão-Pará à Independência', '08-15', 'PA Lei 5.999/1996')],
  PB: [
    holidayRule('Memória de João Pessoa', '07-26', ''),
    holidayRule('Fundação do Estado', '08-05', 'PB Lei 3.489/1967'),
  ],
  PE: [holidayRule('Data Magna de Pernambuco', '03-06', 'PE Lei 16.241/2017', { observedToo: 'sunday' })],
  PI: [holidayRule('Dia do Piauí', '10-19', 'PI Lei 176/1937')],
  PR: [holidayRule('Emancipação do Paraná', '12-19', 'PR Lei 4.658/1962')],
  RJ: [holidayRule('São Jorge', '04-23', 'RJ Lei 5.198/2008')],
  RN: [holidayRule('Mártires de Cunhaú e Uruaçu', '10-03', 'RN Lei 8.913/2006')],
  RO: [
    holidayRule('Criação do Estado', '01-04', 'RO Lei 2.291/2010'),
    holidayRule('Dia do Evangélico', '06-18', 'RO Lei 1.026/2001'),
  ],
  RR: [holidayRule('Criação do Estado', '10-05', 'Constituição de Roraima, art. 9')],
  RS: [holidayRule('Revolução Farroupilha', '09-20', 'RS Decreto 36.180/1995')],
  SC: [
    holidayRule('Dia de Santa Catarina (criação da capitania)', '08-11', 'SC Lei 12.906/2004', {
      observedToo: 'sunday',
    }),
    holidayRule('Dia de Santa Catarina de Alexandria', '11-25', 'SC Lei 12.906/2004', {
      observedToo: 'sunday',
    }),
  ],
  SE: [holidayRule('Emancipação Política de Sergipe', '07-08', 'Constituição de Sergipe, art. 269')],
  SP: [holidayRule('Revolução Constitucionalista', '07-09', 'SP Lei 9.497/1997')],
  TO: [
    holidayRule('Autonomia do Estado', '03-18', 'TO Lei 960/1998'),
    holidayRule('Nossa Senhora da Natividade', '09-08', 'TO Lei 627/1993'),
    holidayRule('Criação do Estado', '10-05', 'TO Lei 98/1989'),
  ],
};
