import type { Command } from 'commander';
import { examine } from '../doctor/examine.js';
import { EXAMINED, type Symptom, type SymptomState } from '../doctor/symptom.js';
import type { CommandDeps } from './command-deps.js';
import { CommandExit } from './command-exit.js';
import { readServerConfig } from './server-config.js';
import { show } from './show.js';

const WORDS: Readonly<Record<SymptomState, string>> = {
  good: 'ok',
  warning: 'warning',
  error: 'ERROR',
  not_checked: 'not checked',
};

/** `doctor`: what is wrong with the installation, and what to do. Exits with 1 when something is. */
export function registerDoctorCommand(program: Command, deps: CommandDeps): void {
  program
    .command('doctor')
    .description('look at machine, data, ports, database, switches, policies and exposure; change nothing')
    .option('--config <file>', 'configuration (default: cadencia.yaml in this folder, when there is one)')
    .action(async (flags: { readonly config?: string }, command: Command) => {
      const { dataFolder } = command.optsWithGlobals<{ dataFolder?: string }>();
      const config = readServerConfig(
        {
          ...(flags.config === undefined ? {} : { config: flags.config }),
          over: { CADENCIA_DATA_FOLDER: dataFolder },
        },
        deps,
      );
      const symptoms = await examine(config, Date.now());
      show(command, deps, { symptoms }, () => textOf(symptoms));
      if (symptoms.some(({ state }) => state === 'error')) {
        throw new CommandExit(1);
      }
    });
}

function textOf(symptoms: readonly Symptom[]): string {
  const lines = EXAMINED.flatMap((part) => {
    const found = symptoms.filter((symptom) => symptom.part === part);
    return found.length === 0 ? [] : [`${part}`, ...found.flatMap(linesOf)];
  });
  const count = (state: SymptomState): number => symptoms.filter((one) => one.state === state).length;
  const sum = `${count('error')} errors, ${count('warning')} warnings, ${count('not_checked')} not checked, ${count('good')} ok`;
  return [...lines, sum].join('\n');
}

function linesOf({ state, what, fix }: Symptom): readonly string[] {
  const line = `  ${WORDS[state].padEnd(11)}  ${what}`;
  return fix === '' ? [line] : [line, `${' '.repeat(15)}→ ${fix}`];
}
