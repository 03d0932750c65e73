/** A holiday of a state: `MM-DD`, `easter+N`, or `first-sunday:MM`. */
export interface StateHoliday {
  readonly uf: string;
  readonly when: string;
  readonly name: string;
  readonly source: string;
  /** Whether the act was read, or the date rests on common calendars alone. */
  readonly confirmed: boolean;
}

const of = (uf: string, when: string, name: string, source = 'state law'): StateHoliday => ({
  uf,
  when,
  name,
  source,
  confirmed: false,
});

/** Acre moves a holiday of a Tuesday, Wednesday or Thursday to the Friday: both are kept closed. */
export const MOVES_TO_FRIDAY: ReadonlySet<string> = new Set(['AC']);

/**
 * Holidays of the states (Lei 9.093/1995, art. 1, II allows each its Data Magna; several keep more). Where the day kept
 * is moved away from the day in law, both are here: it is the stricter reading.
 */
export const STATE_HOLIDAYS: readonly StateHoliday[] = [
  of('AC', '01-12', 'Dia do Evangélico (observed)'),
  of('AC', '01-23', 'Dia do Evangélico'),
  of('AC', '03-08', 'Dia Internacional da Mulher'),
  of('AC', '06-15', 'Aniversário do Estado'),
  of('AC', '09-05', 'Dia da Amazônia'),
  of('AC', '11-17', 'Tratado de Petrópolis'),
  of('AL', '06-24', 'São João'),
  of('AL', '06-29', 'São Pedro'),
  of('AL', '09-16', 'Emancipação política'),
  of('AM', '09-05', 'Elevação do Amazonas à categoria de província'),
  of('AP', '03-19', 'São José'),
  of('AP', '09-13', 'Criação do Território Federal'),
  of('BA', '07-02', 'Independência da Bahia', 'Constituição da Bahia, art. 6'),
  of('CE', '03-25', 'Data Magna do Ceará'),
  of('DF', '11-30', 'Dia do Evangélico'),
  of('ES', 'easter+8', 'Nossa Senhora da Penha'),
  of('GO', '07-26', 'Fundação da Cidade de Goiás'),
  of('GO', '10-24', 'Pedra fundamental de Goiânia'),
  of('MA', '07-28', 'Adesão do Maranhão à Independência'),
  of('MS', '10-11', 'Criação do Estado'),
  of('PA', '08-15', 'Adesão do Grão-Pará à Independência'),
  of('PB', '07-26', 'Memória de João Pessoa'),
  of('PB', '08-05', 'Fundação do Estado'),
  of('PE', '03-06', 'Data Magna de Pernambuco'),
  of('PE', 'first-sunday:03', 'Data Magna de Pernambuco (observed)'),
  of('PI', '10-19', 'Dia do Piauí'),
  of('PR', '12-19', 'Emancipação política'),
  of('RJ', '04-23', 'São Jorge'),
  of('RN', '10-03', 'Mártires de Cunhaú e Uruaçu'),
  of('RO', '01-04', 'Criação do Estado'),
  of('RO', '06-18', 'Dia do Evangélico'),
  of('RR', '10-05', 'Criação do Estado'),
  of('RS', '09-20', 'Revolução Farroupilha'),
  of('SC', '08-11', 'Data Magna de Santa Catarina'),
  of('SC', '11-25', 'Santa Catarina de Alexandria'),
  of('SE', '07-08', 'Emancipação política'),
  of('SP', '07-09', 'Revolução Constitucionalista', 'Lei estadual (SP) 9.497/1997'),
  of('TO', '03-18', 'Autonomia do Estado'),
  of('TO', '09-08', 'Nossa Senhora da Natividade'),
  of('TO', '10-05', 'Criação do Estado'),
];
