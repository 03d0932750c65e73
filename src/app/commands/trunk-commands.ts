import type { Command } from 'commander';
import { type CommandDeps, connect, numberOption, segment } from './command-deps.js';
import { cell, items, show, table } from './show.js';

interface TrunkOptions {
  readonly carrier: string;
  readonly kind: string;
  readonly host: string;
  readonly port: number;
  readonly channels: number;
  readonly cps: number;
  readonly weight: number;
}

/** `trunk list|add` and `line list|add`. */
export function registerTrunkCommands(program: Command, deps: CommandDeps): void {
  const trunk = program.command('trunk').description('ways out to the carriers');
  trunk
    .command('list')
    .description('trunks with the channels in use')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/trunks');
      const keys = ['id', 'carrierId', 'kind', 'host', 'port', 'channels', 'inUse', 'cps', 'weight'];
      const headers = ['TRUNK', 'CARRIER', 'KIND', 'HOST', 'PORT', 'CHANNELS', 'IN USE', 'CPS', 'WEIGHT'];
      const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
      show(command, deps, answer, () => table(headers, rows));
    });
  trunk
    .command('add <id>')
    .description('create or change a trunk')
    .requiredOption('--carrier <id>', 'the carrier it belongs to')
    .requiredOption('--host <host>', 'host name or address')
    .requiredOption('--channels <n>', 'most calls at once', numberOption)
    .requiredOption('--cps <n>', 'most new calls a second', numberOption)
    .option('--kind <kind>', 'sip, or demo (loopback only)', 'sip')
    .option('--port <port>', 'SIP port', numberOption, 5060)
    .option('--weight <n>', 'share of the traffic among trunks that fit', numberOption, 1)
    .action(async (id: string, options: TrunkOptions, command: Command) => {
      const { carrier: carrierId, kind, host, port, channels, cps, weight } = options;
      const body = { carrierId, kind, host, port, channels, cps, weight };
      const answer = await connect(command, deps).call('PUT', `/v1/trunks/${segment(id)}`, { body });
      show(command, deps, answer, () => `Trunk ${cell(answer, 'id')} saved.`);
    });
  registerLines(program, deps);
}

function registerLines(program: Command, deps: CommandDeps): void {
  const line = program.command('line').description('numbers shown to who is called');
  line
    .command('list')
    .description('lines')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/lines?limit=200');
      const keys = ['number', 'ownerCnpj', 'carrierId', 'service'];
      const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
      show(command, deps, answer, () => table(['LINE', 'OWNER', 'CARRIER', 'SERVICE'], rows));
    });
  line
    .command('add <number>')
    .description('create or change a line (E.164, such as +551130040001)')
    .requiredOption('--owner-cnpj <digits>', 'CNPJ of the company the number belongs to')
    .requiredOption('--carrier <id>', 'its carrier')
    .option('--service <service>', 'STFC or SMP', 'STFC')
    .action(
      async (
        number: string,
        options: { ownerCnpj: string; carrier: string; service: string },
        command: Command,
      ) => {
        const body = { ownerCnpj: options.ownerCnpj, carrierId: options.carrier, service: options.service };
        const answer = await connect(command, deps).call('PUT', `/v1/lines/${segment(number)}`, { body });
        show(command, deps, answer, () => `Line ${cell(answer, 'number')} saved.`);
      },
    );
}
