import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { parseCpf } from '../../core/mailing/cpf.js';
import { cpfHash } from '../../core/mailing/cpf-hash.js';
import { type CommandDeps, dataFolderOf, globalOptions } from './command-deps.js';

/** The file of the data folder that holds the installation's key, 64 hexadecimal digits. */
export const INSTALLATION_KEY_FILE = 'installation.key';

/** `hash-cpf`: finds a person in the log without the log knowing a CPF. */
export function registerHashCpfCommand(program: Command, deps: CommandDeps): void {
  program
    .command('hash-cpf')
    .description(
      'print the keyed hash of each CPF read from standard input, one a line, as `cpf_hash` of the log has it',
    )
    .option(
      '--key-file <file>',
      `the installation's key (default: ${INSTALLATION_KEY_FILE} in the data folder)`,
    )
    .action(async ({ keyFile }: { keyFile?: string }, command: Command) => {
      const key = await readKey(keyFile ?? join(dataFolderOf(command, deps), INSTALLATION_KEY_FILE));
      const json = globalOptions(command).json === true;
      let line = 0;
      // From standard input and not as arguments, which other users of the machine can read.
      for await (const text of createInterface({
        input: Readable.from(deps.stdin),
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        line += 1;
        if (text.trim() !== '') {
          const hash = hashLine(text, line, key);
          deps.stdout.write(json ? `${JSON.stringify({ line, cpf_hash: hash })}\n` : `${hash}\n`);
        }
      }
    });
}

function hashLine(text: string, line: number, key: string): string {
  const cpf = parseCpf(text);
  if (!cpf.ok) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Line ${line} is no CPF (${cpf.problem}). Give one CPF a line, with or without punctuation`,
    });
  }
  return cpfHash(cpf.digits, key, nodeDigest);
}

async function readKey(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: `The installation's key ${path} cannot be read. Name it with --key-file, or the server's folder with --data-folder`,
      cause,
    });
  });
  const key = text.trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new CadenciaError('DLR_CONFIG_INVALID', { detail: `${path} does not hold 64 hexadecimal digits` });
  }
  return key;
}
