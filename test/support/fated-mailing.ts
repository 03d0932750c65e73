import { cpfOf } from './cpf-of.js';

const HEADER = 'nome;cpf;contrato;telefone';
const DDDS = ['11', '21', '31', '41', '51', '61', '71', '81', '85', '92'];

export interface FatedMailing {
  readonly name: string;
  readonly header: string;
  readonly lines: readonly string[];
  /** The numbers of the good lines, in the order of the file. */
  readonly numbers: readonly string[];
}

/**
 * A mailing whose contacts each have one number of their own that ends with the given two digits (sipp/README.md).
 * Four lines more must not be dialled: no phone, a bad phone, a bad CPF, and the first line a second time.
 */
export function fatedMailing(serial: number, codes: readonly number[]): FatedMailing {
  const numbers = codes.map((code, index) => {
    const subscriber = `98${serial}${String(index).padStart(4, '0')}${String(code).padStart(2, '0')}`;
    return `+55${DDDS[index % DDDS.length]}${subscriber}`;
  });
  const good = numbers.map((number, index) => {
    const cpf = cpfOf(`${serial}${String(index + 1).padStart(8, '0')}`);
    return `Contato ${serial}-${index};${cpf};D-${serial}-${index};${number}`;
  });
  const bad = [
    `Sem telefone;${cpfOf(`${serial}90000001`)};D-x;`,
    `Telefone curto;${cpfOf(`${serial}90000002`)};D-y;1234`,
    'CPF errado;111.222.333-44;D-z;11 98765-4321',
    good[0] ?? '',
  ];
  return { name: `mailing-${serial}`, header: HEADER, lines: [...good, ...bad], numbers };
}

/** What an import of it must say. */
export function importFiguresOf({ numbers }: FatedMailing) {
  return { rows: numbers.length + 4, added: numbers.length, duplicates: 1, rejected: 3 };
}

/** True for the numbers of that mailing. */
export function isOfMailing(number: string, serial: number): boolean {
  return number.slice(5).startsWith(`98${serial}`);
}
