import type { Command } from 'commander';
import type { Config } from '../../config/config.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { parseE164 } from '../../core/kernel/ids.js';
import type { DialledCall, DialStep } from '../../core/route/dial-rule.js';
import { rehearseDial } from '../../core/route/rehearse-dial.js';
import type { CommandDeps } from './command-deps.js';
import { readServerConfig } from './server-config.js';
import { show, table } from './show.js';

interface DialOptions {
  readonly trunk: string;
  readonly line?: string;
  readonly config?: string;
  readonly dryRun: boolean;
}

const WHY: Readonly<Record<DialStep, string>> = {
  as_it_is: 'as it is: no carrier selection code is set',
  local: "local: its area code is one of the trunk's own",
  long_distance: 'long distance: 0 + CSP + DDD + number',
  abroad: 'abroad: 00 + CSP + number',
  prefixed: "the carrier's prefix before it",
};

/** `trunk dial NUMBER --dry-run`: what would go to the carrier, digit by digit, without a call. */
export function registerTrunkDial(trunk: Command, deps: CommandDeps): void {
  trunk
    .command('dial <number>')
    .description('what the dial rule of a trunk makes of a number; dials nothing')
    .requiredOption('--trunk <id>', 'a trunk of the configuration')
    .requiredOption('--dry-run', 'say what would be dialled: calls are made by campaigns and agents only')
    .option('--line <number>', 'the number shown, in E.164')
    .option('--config <file>', 'configuration (default: cadencia.yaml in this folder, when there is one)')
    .action((number: string, options: DialOptions, command: Command) => {
      const flags = options.config === undefined ? {} : { config: options.config };
      const config = readServerConfig({ ...flags, over: {} }, deps);
      const found = trunkOf(config, options.trunk);
      const line = options.line === undefined ? '' : parseE164(options.line);
      const dialled = rehearseDial(found.dial, number, line);
      const endpoint = found.endpoint || found.id;
      show(command, deps, { endpoint, ...dialled }, () => textOf(endpoint, dialled));
    });
}

function trunkOf(config: Config, id: string): Config['trunks'][number] {
  const found = config.trunks.find((one) => one.id === id);
  if (found === undefined) {
    const names = config.trunks.map((one) => one.id).join(', ') || 'none';
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: `No trunk is called '${id}' in the configuration. It has: ${names}. Those of the screens are tried there, or by POST /v1/dial-rehearsals.`,
    });
  }
  return found;
}

function textOf(endpoint: string, { called, caller, headers, codecs, why }: DialledCall): string {
  return table(
    ['WHAT', 'AS IT GOES OUT'],
    [
      ['called', `${called}@${endpoint}`],
      ...why.map((step) => ['', WHY[step]]),
      ['caller', caller === '' ? '(none given: see --line)' : caller],
      ...headers.map(({ name, value }) => ['header', `${name}: ${value}`]),
      ['codecs', codecs.length === 0 ? "(the endpoint's own)" : codecs.join(', ')],
    ],
  );
}
