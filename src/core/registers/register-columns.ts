import { CadenciaError } from '../kernel/errors.js';

/** What a column of a list or a register may be. */
export const REGISTER_COLUMNS = [
  'phone',
  'ddd',
  'cpf',
  'cpf_hash',
  'since',
  'creditor_cnpj',
  'debt_id',
  'status',
  'purpose',
  'basis',
  'protocol',
] as const;
export type RegisterColumn = (typeof REGISTER_COLUMNS)[number];

/** What people call the columns, in Portuguese and English, without accents, case and signs. */
const SYNONYMS: Readonly<Record<RegisterColumn, readonly string[]>> = {
  phone: [
    'phone',
    'phonenumber',
    'telefone',
    'telefones',
    'fone',
    'numero',
    'num',
    'nrtelefone',
    'numtelefone',
    'numerotelefone',
    'numerodotelefone',
    'numerodetelefone',
    'linha',
    'celular',
    'terminal',
    'msisdn',
    'dddtelefone',
    'telefonecomddd',
  ],
  ddd: ['ddd', 'codigodearea', 'area'],
  cpf: [
    'cpf',
    'nrcpf',
    'numcpf',
    'numerocpf',
    'numerodocpf',
    'cpfconsumidor',
    'cpfdoconsumidor',
    'cpftitular',
  ],
  cpf_hash: ['cpfhash', 'hashcpf', 'hashdocpf'],
  since: [
    'since',
    'date',
    'data',
    'datacadastro',
    'datadecadastro',
    'datadocadastro',
    'dtcadastro',
    'dtcad',
    'datainclusao',
    'datadeinclusao',
    'dtinclusao',
    'datasolicitacao',
    'datadasolicitacao',
    'dtsolicitacao',
    'datapedido',
    'datadopedido',
    'dataregistro',
    'datapagamento',
    'datadopagamento',
    'dtpagamento',
    'desde',
    'registeredat',
    'requestdate',
  ],
  creditor_cnpj: ['creditorcnpj', 'cnpj', 'cnpjcredor', 'cnpjdocredor', 'cnpjempresa', 'credor', 'empresa'],
  debt_id: [
    'debtid',
    'debt',
    'contrato',
    'divida',
    'iddivida',
    'titulo',
    'numcontrato',
    'nrcontrato',
    'numerocontrato',
    'numerodocontrato',
    'idcontrato',
    'contract',
    'contractid',
    'conta',
  ],
  status: ['status', 'situacao', 'estado', 'state'],
  purpose: ['purpose', 'finalidade', 'motivo', 'tipo'],
  basis: ['basis', 'base', 'baselegal'],
  protocol: ['protocol', 'protocolo', 'nrprotocolo', 'numerodoprotocolo'],
};

const COLUMN_OF: ReadonlyMap<string, RegisterColumn> = new Map(
  REGISTER_COLUMNS.flatMap((column) => SYNONYMS[column].map((name) => [name, column] as const)),
);

function plain(header: string): string {
  return header
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Places of the columns that were recognised; further columns of the file are passed over. */
export type ColumnPlaces = Partial<Readonly<Record<RegisterColumn, number>>>;

/** One of each group must be there: `[['phone'], ['since']]`, `[['phone', 'cpf']]`. */
export type NeededColumns = readonly (readonly RegisterColumn[])[];

/** Finds the columns by their headers; a file that lacks one it needs is refused with what it would be called. */
export function findColumns(headers: readonly string[], needed: NeededColumns): ColumnPlaces {
  const places: Partial<Record<RegisterColumn, number>> = {};
  headers.forEach((header, index) => {
    const column = COLUMN_OF.get(plain(header));
    if (column !== undefined) {
      places[column] ??= index;
    }
  });
  for (const group of needed) {
    if (group.every((column) => places[column] === undefined)) {
      const names = group.map((column) => `'${column}' (${SYNONYMS[column].slice(0, 4).join(', ')}, …)`);
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `The file has no column ${names.join(' or ')}; its columns are: ${headers.join(', ')}. The first line must name the columns`,
      });
    }
  }
  return places;
}
