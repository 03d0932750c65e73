/** First two digits of an IBGE municipality code → state. */
const UF_OF_PREFIX: Readonly<Record<string, string>> = {
  '11': 'RO',
  '12': 'AC',
  '13': 'AM',
  '14': 'RR',
  '15': 'PA',
  '16': 'AP',
  '17': 'TO',
  '21': 'MA',
  '22': 'PI',
  '23': 'CE',
  '24': 'RN',
  '25': 'PB',
  '26': 'PE',
  '27': 'AL',
  '28': 'SE',
  '29': 'BA',
  '31': 'MG',
  '32': 'ES',
  '33': 'RJ',
  '35': 'SP',
  '41': 'PR',
  '42': 'SC',
  '43': 'RS',
  '50': 'MS',
  '51': 'MT',
  '52': 'GO',
  '53': 'DF',
};

/** Legal time of a state (Lei 11.662/2008, Lei 12.876/2013), by the zone that keeps its own history of summer time. */
const ZONE_OF_UF: Readonly<Record<string, string>> = {
  AC: 'America/Rio_Branco',
  AL: 'America/Maceio',
  AM: 'America/Manaus',
  AP: 'America/Belem',
  BA: 'America/Bahia',
  CE: 'America/Fortaleza',
  DF: 'America/Sao_Paulo',
  ES: 'America/Sao_Paulo',
  GO: 'America/Sao_Paulo',
  MA: 'America/Fortaleza',
  MG: 'America/Sao_Paulo',
  MS: 'America/Campo_Grande',
  MT: 'America/Cuiaba',
  PA: 'America/Belem',
  PB: 'America/Fortaleza',
  PE: 'America/Recife',
  PI: 'America/Fortaleza',
  PR: 'America/Sao_Paulo',
  RJ: 'America/Sao_Paulo',
  RN: 'America/Fortaleza',
  RO: 'America/Porto_Velho',
  RR: 'America/Boa_Vista',
  RS: 'America/Sao_Paulo',
  SC: 'America/Sao_Paulo',
  SE: 'America/Maceio',
  SP: 'America/Sao_Paulo',
  TO: 'America/Araguaina',
};

export const FEDERATIVE_UNITS: readonly string[] = Object.keys(ZONE_OF_UF);

/** State of an IBGE code of seven digits, or null when no state has that prefix. */
export function ufOfMunicipality(ibge: string): string | null {
  return /^\d{7}$/.test(ibge) ? (UF_OF_PREFIX[ibge.slice(0, 2)] ?? null) : null;
}

/** The zone of the state's capital. */
export function zoneOfUf(uf: string): string {
  const zone = ZONE_OF_UF[uf];
  if (zone === undefined) {
    throw new Error(`no such federative unit: ${uf}`);
  }
  return zone;
}
