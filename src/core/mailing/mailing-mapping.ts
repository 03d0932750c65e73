import type { Digest } from '../call-log/call-log-chain.js';
import { CadenciaError } from '../kernel/errors.js';

/** What a column may be. `field` is kept and shown to the agent under its header; `ignore` is not read at all. */
const MAILING_TARGETS = [
  'name',
  'cpf',
  'debt',
  'segment',
  'municipality',
  'uf',
  'priority',
  'amount',
  'due_date',
  'phone',
  'ddd',
  'field',
  'ignore',
] as const;
export type MailingTarget = (typeof MAILING_TARGETS)[number];

/** Header → target; phones and area codes may carry a number that orders and pairs them: `phone2`, `ddd2`. */
export type MailingMapping = Readonly<Record<string, string>>;

/** One column with its place in the file. */
export interface MappedColumn {
  readonly index: number;
  readonly header: string;
  readonly target: MailingTarget;
  /** Order among phones, and which area code belongs to which phone; 0 for other targets. */
  readonly ordinal: number;
}

const ONLY_ONCE: ReadonlySet<MailingTarget> = new Set([
  'name',
  'cpf',
  'debt',
  'segment',
  'municipality',
  'uf',
  'priority',
]);

/** What people call the columns, in Portuguese and English; compared by `normalHeader`. */
const SYNONYMS: Readonly<Record<Exclude<MailingTarget, 'field' | 'ignore'>, readonly string[]>> = {
  name: [
    'nome',
    'nomecliente',
    'nomedocliente',
    'nomecompleto',
    'nomedevedor',
    'cliente',
    'devedor',
    'name',
    'fullname',
    'customer',
    'customername',
  ],
  cpf: [
    'cpf',
    'cpfcliente',
    'cpfdocliente',
    'cpfdevedor',
    'cpfcnpj',
    'cpfoucnpj',
    'nrcpf',
    'numcpf',
    'numerocpf',
    'documento',
    'taxid',
  ],
  debt: [
    'contrato',
    'divida',
    'titulo',
    'numcontrato',
    'nrcontrato',
    'ncontrato',
    'numerocontrato',
    'numerodocontrato',
    'codcontrato',
    'idcontrato',
    'iddivida',
    'debt',
    'debtid',
    'contract',
    'contractid',
    'account',
    'conta',
  ],
  segment: ['segmento', 'carteira', 'faixa', 'produto', 'segment', 'portfolio'],
  municipality: [
    'municipio',
    'ibge',
    'codibge',
    'codigoibge',
    'codmunicipio',
    'codigomunicipio',
    'municipioibge',
    'ibgemunicipio',
    'municipality',
    'cidade',
    'city',
  ],
  uf: [
    'uf',
    'estado',
    'siglauf',
    'ufcliente',
    'ufdocliente',
    'ufendereco',
    'ufresidencia',
    'ufresidencial',
    'enderecouf',
    'state',
  ],
  priority: ['prioridade', 'prio', 'priority', 'score', 'rank'],
  amount: [
    'valor',
    'valordivida',
    'valordadivida',
    'valortotal',
    'valoratualizado',
    'saldo',
    'saldodevedor',
    'vldivida',
    'vlrdivida',
    'amount',
    'balance',
  ],
  due_date: ['vencimento', 'datavencimento', 'datadevencimento', 'dtvencimento', 'dtvenc', 'venc', 'duedate'],
  phone: [
    'telefone',
    'fone',
    'tel',
    'celular',
    'cel',
    'movel',
    'whatsapp',
    'telefoneresidencial',
    'telefonecomercial',
    'telefonecelular',
    'telefonefixo',
    'foneresidencial',
    'fonecomercial',
    'fonecelular',
    'telresidencial',
    'telcomercial',
    'telcelular',
    'telcel',
    'telres',
    'telcom',
    'fonecel',
    'foneres',
    'fonecom',
    'numerotelefone',
    'numerodetelefone',
    'numtelefone',
    'nrtelefone',
    'dddtelefone',
    'dddfone',
    'dddcelular',
    'telefonecomddd',
    'phone',
    'phonenumber',
    'mobile',
    'cellphone',
    'msisdn',
  ],
  ddd: ['ddd', 'areacode', 'codarea'],
};

const TARGET_OF = new Map<string, MailingTarget>(
  Object.entries(SYNONYMS).flatMap(([target, words]) =>
    words.map((word) => [word, target as MailingTarget] as const),
  ),
);

/** A header without accents, case, blanks and signs: `Nº do Contrato` → `ndocontrato`. */
export function normalHeader(header: string): string {
  return header
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** The key under which a mapping is kept: the same set of headers, in any order and spelling, finds it again. */
export function headersKey(headers: readonly string[], digest: Digest): string {
  return digest.sha256([...headers].map(normalHeader).sort().join('\u001f'));
}

/** Turns a mapping told the other way round (`cpf` → `CPF do cliente`), as uploads give it, into header → target. */
export function mappingByHeader(byTarget: Readonly<Record<string, string>>): MailingMapping {
  return Object.fromEntries(Object.entries(byTarget).map(([target, header]) => [header, target]));
}

/** The number at a header's end (`telefone2` → 2, `Fone 02` → 2); 0 when there is none. */
function splitOrdinal(normal: string): { readonly word: string; readonly ordinal: number } {
  const match = /^(.*?[a-z])0*(\d{1,2})$/.exec(normal);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { word: match[1], ordinal: Number(match[2]) }
    : { word: normal, ordinal: 0 };
}

function guessTarget(header: string): { readonly target: MailingTarget; readonly ordinal: number } {
  const normal = normalHeader(header);
  const exact = TARGET_OF.get(normal);
  if (exact !== undefined) {
    return { target: exact, ordinal: 0 };
  }
  const { word, ordinal } = splitOrdinal(normal);
  const target = TARGET_OF.get(word);
  if (target === 'phone' || target === 'ddd') {
    return { target, ordinal };
  }
  if (/^ddd(tel|fone|cel|telefone|celular)$/.test(word)) {
    return { target: 'ddd', ordinal };
  }
  // Any further CPF (of a spouse, of a guarantor) must not be kept in clear.
  return { target: normal.includes('cpf') ? 'ignore' : 'field', ordinal: 0 };
}

/**
 * Guesses what each column is from its header. The first column of a target wins; a second `name` becomes a field,
 * a second CPF is ignored. Area codes without a number pair with phones in file order.
 */
export function guessMapping(headers: readonly string[]): MailingMapping {
  const taken = new Set<MailingTarget>();
  const mapping: Record<string, string> = {};
  const hasDddColumn = headers.some((header) => /^ddd\d*$/.test(normalHeader(header)));
  for (const header of headers) {
    let { target, ordinal } = guessTarget(header);
    // `DDD_FONE` beside a `DDD` column is a whole number, not an area code, and the other way round.
    if (target === 'ddd' && hasDddColumn && !/^ddd\d*$/.test(normalHeader(header))) {
      target = 'phone';
    }
    if (ONLY_ONCE.has(target) && taken.has(target)) {
      target = target === 'cpf' ? 'ignore' : 'field';
      ordinal = 0;
    }
    taken.add(target);
    mapping[header] = ordinal > 0 ? `${target}${ordinal}` : target;
  }
  return mapping;
}

/** Reads `phone2` as phone and 2; null when the word is no target. */
function parseTarget(word: string): { readonly target: MailingTarget; readonly ordinal: number } | null {
  const match = /^(phone|ddd)(\d{1,2})$/.exec(word);
  if (match?.[1] !== undefined) {
    return { target: match[1] as MailingTarget, ordinal: Number(match[2]) };
  }
  return MAILING_TARGETS.some((target) => target === word)
    ? { target: word as MailingTarget, ordinal: 0 }
    : null;
}

const EXPECTED =
  'at least one phone column (telefone, telefone1, celular, fone), and usually nome, cpf, contrato, valor, vencimento, segmento, ibge, uf, prioridade';

function inputInvalid(detail: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', { detail });
}

/**
 * Lays a mapping over a file's headers; columns it does not name are guessed. Rejects, naming what was found and
 * what is expected, when a mapped header is not in the file, a target is unknown or no column holds a phone.
 */
export function mapColumns(headers: readonly string[], given: MailingMapping): readonly MappedColumn[] {
  const found = `Columns found: ${headers.join(', ')}`;
  const byNormal = new Map(
    Object.entries(given).map(([header, word]) => [normalHeader(header), { header, word }]),
  );
  const known = new Set(headers.map(normalHeader));
  for (const [normal, { header }] of byNormal) {
    if (!known.has(normal)) {
      throw inputInvalid(`The mapping names the column '${header}', which the file does not have. ${found}`);
    }
  }
  const guessed = guessMapping(headers.filter((header) => !byNormal.has(normalHeader(header))));
  const columns = headers.map((header, index): MappedColumn => {
    const word = byNormal.get(normalHeader(header))?.word ?? guessed[header] ?? 'field';
    const parsed = parseTarget(word);
    if (parsed === null) {
      throw inputInvalid(
        `The mapping gives the column '${header}' the unknown target '${word}'. Use one of ${MAILING_TARGETS.join(', ')}, phone1, phone2 and so on`,
      );
    }
    return { index, header, ...parsed };
  });
  return checkedColumns(settleGuesses(columns, byNormal), found);
}

/** A guess never competes with what the mapping says: a second name by guess is a field. */
function settleGuesses(
  columns: readonly MappedColumn[],
  given: ReadonlyMap<string, unknown>,
): readonly MappedColumn[] {
  const claimed = new Set(
    columns.filter((column) => given.has(normalHeader(column.header))).map((column) => column.target),
  );
  return columns.map((column) =>
    ONLY_ONCE.has(column.target) && claimed.has(column.target) && !given.has(normalHeader(column.header))
      ? { ...column, target: column.target === 'cpf' ? 'ignore' : 'field' }
      : column,
  );
}

function checkedColumns(columns: readonly MappedColumn[], found: string): readonly MappedColumn[] {
  for (const target of ONLY_ONCE) {
    const twice = columns.filter((column) => column.target === target);
    if (twice.length > 1) {
      throw inputInvalid(
        `More than one column is mapped to '${target}': ${twice.map((column) => column.header).join(', ')}. Map the others to 'field' or 'ignore'`,
      );
    }
  }
  if (!columns.some((column) => column.target === 'phone')) {
    throw inputInvalid(
      `No column holds a phone. Expected: ${EXPECTED}. ${found}. Rename the columns or give a mapping (column=phone)`,
    );
  }
  return columns;
}
