import { cpfOf } from '../../test/support/cpf-of.js';

/** Last digits of sipp/README.md: who answers, hangs up at once or soon, is busy, rings for ever, declines … */
const FATES = ['00', '50', '26', '00', '80', '27', '75', '00', '28', '85', '00', '95'] as const;

/** Persons with a CPF and two telephones each, whose fates take turns. */
export function mailingOfPersons(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const place = String(index).padStart(5, '0');
    const cpf = cpfOf(String(100_000_000 + index * 7));
    const first = `1199${place}${FATES[index % FATES.length]}`;
    const second = `1198${place}${FATES[(index * 5 + 3) % FATES.length]}`;
    return `Cliente ${index};${cpf};C${index};${first};${second}`;
  });
  return `nome;cpf;contrato;telefone1;telefone2\n${rows.join('\n')}\n`;
}
