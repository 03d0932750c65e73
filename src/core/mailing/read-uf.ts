import { UFS } from '../numbering/municipality.js';
import { normalHeader } from './mailing-mapping.js';

const UF_BY_NAME: Readonly<Record<string, string>> = {
  acre: 'AC',
  alagoas: 'AL',
  amapa: 'AP',
  amazonas: 'AM',
  bahia: 'BA',
  ceara: 'CE',
  distritofederal: 'DF',
  espiritosanto: 'ES',
  goias: 'GO',
  maranhao: 'MA',
  matogrosso: 'MT',
  matogrossodosul: 'MS',
  minasgerais: 'MG',
  para: 'PA',
  paraiba: 'PB',
  parana: 'PR',
  pernambuco: 'PE',
  piaui: 'PI',
  riodejaneiro: 'RJ',
  riograndedonorte: 'RN',
  riograndedosul: 'RS',
  rondonia: 'RO',
  roraima: 'RR',
  santacatarina: 'SC',
  saopaulo: 'SP',
  sergipe: 'SE',
  tocantins: 'TO',
};

/** The state that `SP`, `sp` or `São Paulo` names, or '' when the text names none. */
export function readUf(text: string): string {
  const code = text.trim().toUpperCase();
  return UFS.includes(code) ? code : (UF_BY_NAME[normalHeader(text)] ?? '');
}
