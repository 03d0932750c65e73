import { DDD_TABLE } from './ddd-table.js';
import { MUNICIPALITIES_BY_DDD } from './municipality-table.js';

/** IBGE's numbers of the states; the first two digits of a municipality's code. */
const UF_BY_IBGE: Readonly<Record<string, string>> = {
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

/** The 27 states, DF among them. */
export const UFS: readonly string[] = Object.values(UF_BY_IBGE);

/** The western municipalities of Amazonas, at UTC−5 (Lei 12.876/2013). */
const WEST_OF_AMAZONAS = new Set([
  '1300201',
  '1300607',
  '1300706',
  '1301407',
  '1301506',
  '1301654',
  '1301803',
  '1301951',
  '1302306',
  '1302405',
  '1303502',
  '1303908',
  '1304062',
]);
const FERNANDO_DE_NORONHA = '2605459';

export interface Municipality {
  /** IBGE's seven digits. */
  readonly ibge: string;
  readonly ddd: string;
  readonly uf: string;
  /** IANA name. */
  readonly zone: string;
}

let dddByIbge: ReadonlyMap<string, string> | null = null;

function readTable(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [ddd, text] of Object.entries(MUNICIPALITIES_BY_DDD)) {
    let uf = '';
    for (const part of text.split(/\s+/)) {
      if (part.endsWith(':')) {
        uf = part.slice(0, 2);
      } else {
        found.set(uf + part, ddd);
      }
    }
  }
  return found;
}

function zoneOf(ibge: string, ddd: string): string {
  if (WEST_OF_AMAZONAS.has(ibge)) {
    return 'America/Eirunepe';
  }
  return ibge === FERNANDO_DE_NORONHA ? 'America/Noronha' : (DDD_TABLE[ddd]?.zones[0] ?? 'America/Sao_Paulo');
}

/** The municipality of that IBGE code, or null when there is none. */
export function municipalityOf(ibge: string): Municipality | null {
  dddByIbge ??= readTable();
  const ddd = dddByIbge.get(ibge);
  const uf = UF_BY_IBGE[ibge.slice(0, 2)];
  return ddd === undefined || uf === undefined ? null : { ibge, ddd, uf, zone: zoneOf(ibge, ddd) };
}
