import type { Command } from 'commander';
import type { TrunkOut } from '../../contract/trunk-wire.js';
import { type CommandDeps, connect, numberOption, segment } from './command-deps.js';
import { putOver } from './put-over.js';
import { at, cell, items, show, table } from './show.js';
import { registerTrunkDial } from './trunk-dial-command.js';
import { registerTrunkTest } from './trunk-test-command.js';

interface TrunkOptions {
  readonly carrier: string;
  readonly kind: string;
  readonly host: string;
  readonly port: number;
  readonly channels: number;
  readonly cps: number;
  readonly weight: number;
  readonly service: string;
  readonly role: string;
  readonly weekday?: string;
  readonly saturday?: string;
  readonly sunday?: string;
}

interface LineOptions {
  readonly ownerCnpj: string;
  readonly carrier: string;
  readonly service: string;
  readonly kind: string;
  readonly authenticated: boolean;
  readonly ddds: readonly string[];
  readonly ufs: readonly string[];
  readonly purposes: readonly string[];
  readonly blocked: boolean;
}

function listOption(text: string): readonly string[] {
  return text.split(',').map((item) => item.trim());
}

/** `trunk list|add` and `line list|add`. */
export function registerTrunkCommands(program: Command, deps: CommandDeps): void {
  const trunk = program.command('trunk').description('ways out to the carriers');
  trunk
    .command('list')
    .description('trunks with the channels in use')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/trunks');
      const keys = [
        'id',
        'carrierId',
        'kind',
        'host',
        'port',
        'channels',
        'inUse',
        'cps',
        'weight',
        'service',
        'role',
        'active',
      ];
      const headers = [
        'TRUNK',
        'CARRIER',
        'KIND',
        'HOST',
        'PORT',
        'CHANNELS',
        'IN USE',
        'CPS',
        'WEIGHT',
        'SERVICE',
        'ROLE',
        'ACTIVE',
      ];
      const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
      show(command, deps, answer, () => table(headers, rows));
    });
  registerTrunkAdd(trunk, deps);
  registerTrunkSwitch(trunk, deps, 'disable', false);
  registerTrunkSwitch(trunk, deps, 'enable', true);
  registerTrunkDial(trunk, deps);
  registerTrunkTest(trunk, deps);
  registerLines(program, deps);
}

function registerTrunkAdd(trunk: Command, deps: CommandDeps): void {
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
    .option('--service <service>', 'STFC or SMP', 'STFC')
    .option('--role <role>', 'normal, or contingency (used when no normal trunk has room or works)', 'normal')
    .option(
      '--weekday <hours>',
      "hours it may be used by Brasília's clock, such as 08:00-20:00 (default: always)",
    )
    .option('--saturday <hours>', 'hours on Saturdays; with any hours given, a day without is never')
    .option('--sunday <hours>', 'hours on Sundays')
    .action(async (id: string, options: TrunkOptions, command: Command) => {
      const answer = await putOver(command, deps, `/v1/trunks/${segment(id)}`, (present) => ({
        ...kept(present),
        ...trunkBody(options),
      }));
      show(command, deps, answer, () => `Trunk ${cell(answer, 'id')} saved.`);
    });
}

/** What `trunk add` does not speak of stays as it is. */
function kept(present: unknown): object {
  return present === null
    ? {}
    : { endpoint: at(present, 'endpoint'), dial: at(present, 'dial'), active: at(present, 'active') };
}

/** What a trunk is read with and not put with; left out of the JSON. */
const NOT_PUT = {
  id: undefined,
  inUse: undefined,
  backOff: undefined,
  locked: undefined,
  version: undefined,
};

/** `trunk disable|enable`: new calls stop taking it, or take it again; live ones go on. */
function registerTrunkSwitch(trunk: Command, deps: CommandDeps, name: string, active: boolean): void {
  trunk
    .command(`${name} <id>`)
    .description(active ? 'let new calls take it again' : 'no new call takes it; live calls go on')
    .action(async (id: string, _: unknown, command: Command) => {
      const path = `/v1/trunks/${segment(id)}`;
      const answer = await putOver(command, deps, path, (present) => {
        return { ...(present as TrunkOut), ...NOT_PUT, active };
      });
      show(
        command,
        deps,
        answer,
        () => `Trunk ${cell(answer, 'id')} is ${active ? 'active' : 'not active'}.`,
      );
    });
}

function trunkBody(options: TrunkOptions) {
  const { carrier: carrierId, weekday = null, saturday = null, sunday = null, ...rest } = options;
  const always = weekday === null && saturday === null && sunday === null;
  return { carrierId, ...rest, schedule: always ? null : { weekday, saturday, sunday } };
}

function registerLines(program: Command, deps: CommandDeps): void {
  const line = program.command('line').description('numbers shown to who is called');
  line
    .command('list')
    .description('lines')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/lines?limit=200');
      const keys = ['number', 'ownerCnpj', 'carrierId', 'service', 'kind', 'authenticated', 'blocked'];
      const headers = ['LINE', 'OWNER', 'CARRIER', 'SERVICE', 'KIND', 'SIGNED', 'BLOCKED'];
      const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
      show(command, deps, answer, () => table(headers, rows));
    });
  line
    .command('add <number>')
    .description('create or change a line (E.164, such as +551130040001)')
    .requiredOption('--owner-cnpj <digits>', 'CNPJ of the company the number belongs to')
    .requiredOption('--carrier <id>', 'its carrier')
    .option('--service <service>', 'STFC or SMP', 'STFC')
    .option('--kind <kind>', 'ddd, 0303 or cng', 'ddd')
    .option('--authenticated', 'the carrier signs its calls (origem verificada)', false)
    .option('--ddds <list>', 'area codes it is shown to, such as 11,12', listOption, [])
    .option('--ufs <list>', 'states it is shown to, such as SP,RJ', listOption, [])
    .option('--purposes <list>', 'purposes it is shown for, such as cobranca', listOption, [])
    .option('--blocked', 'taken out until put back', false)
    .action(async (number: string, options: LineOptions, command: Command) => {
      const { carrier: carrierId, ...rest } = options;
      const body = { carrierId, ...rest };
      const answer = await putOver(command, deps, `/v1/lines/${segment(number)}`, () => body);
      show(command, deps, answer, () =>
        cell(answer, 'ownerCnpj') === ''
          ? `Line ${cell(answer, 'number')} saved. It has no owner: every call that would show it is blocked (R07).`
          : `Line ${cell(answer, 'number')} saved.`,
      );
    });
}
