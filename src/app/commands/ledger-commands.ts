import { type Command, Option } from 'commander';
import { isRuleId, RULE_NAMES } from '../../core/compliance/rule-id.js';
import { type CommandDeps, connect, instantOption } from './command-deps.js';
import { cell, items, show, table } from './show.js';

interface BlockedOptions {
  readonly byRule?: true;
  readonly byCampaign?: true;
  readonly byDay?: true;
  readonly rule?: string;
  readonly campaign?: string;
  readonly from?: string;
  readonly to?: string;
}

interface ListOptions extends BlockedOptions {
  readonly limit: string;
  readonly after?: string;
}

/** `ledger blocked` and `ledger list`: what the gate refused, and all it said. */
export function registerLedgerCommands(program: Command, deps: CommandDeps): void {
  const ledger = ledgerCommand(program);
  addFilters(ledger.command('blocked').description('blocked attempts, counted'))
    .addOption(new Option('--by-rule', 'by rule (the default)').conflicts(['byCampaign', 'byDay']))
    .addOption(new Option('--by-campaign', 'by campaign').conflicts(['byRule', 'byDay']))
    .addOption(new Option('--by-day', 'by day of Brasília').conflicts(['byRule', 'byCampaign']))
    .action(async (options: BlockedOptions, command: Command) => {
      const by = options.byCampaign === true ? 'campaign' : options.byDay === true ? 'day' : 'rule';
      const query = new URLSearchParams({ by, ...filtersOf(options) });
      const answer = await connect(command, deps).call('GET', `/v1/decisions/counts?${query}`);
      show(command, deps, answer, () => countTable(answer, by));
    });
  addFilters(ledger.command('list').description('blocked attempts one by one, in the order of the chain'))
    .option('--limit <n>', 'how many', '50')
    .option('--after <cursor>', 'the cursor that the page before ended with')
    .action(async (options: ListOptions, command: Command) => {
      const query = new URLSearchParams({ allowed: 'false', limit: options.limit, ...filtersOf(options) });
      if (options.after !== undefined) {
        query.set('after', options.after);
      }
      const answer = await connect(command, deps).call('GET', `/v1/decisions?${query}`);
      show(command, deps, answer, () => decisionTable(answer));
    });
}

/** The parent of all `ledger` commands, made by whoever comes first. */
export function ledgerCommand(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'ledger') ??
    program.command('ledger').description('what the gate answered, and the proof of it')
  );
}

function addFilters(command: Command): Command {
  return command
    .option('--rule <id>', 'blocked by this rule, such as R13')
    .option('--campaign <id>', 'only this campaign')
    .option('--from <instant>', 'decided at or after', instantOption)
    .option('--to <instant>', 'decided before', instantOption);
}

function filtersOf({ rule, campaign, from, to }: BlockedOptions): Record<string, string> {
  const given = Object.entries({ rule, campaign, from, to });
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function countTable(answer: unknown, by: 'rule' | 'campaign' | 'day'): string {
  const rows = items(answer).map((one) => {
    const name = cell(one, 'name');
    const title = by === 'rule' && isRuleId(name) ? RULE_NAMES[name].title : '';
    return [name, cell(one, 'blocked'), title];
  });
  const head = { rule: 'RULE', campaign: 'CAMPAIGN', day: 'DAY' }[by];
  return `${table([head, 'BLOCKED', ''], rows)}\n${cell(answer, 'total')} blocked in all`;
}

function decisionTable(answer: unknown): string {
  const rows = items(answer).map((one) => [
    cell(one, 'decisionId'),
    new Date(Number(cell(one, 'atMs'))).toISOString(),
    cell(one, 'blockedBy'),
    cell(one, 'campaignId'),
    cell(one, 'phone'),
  ]);
  const next = cell(answer, 'next');
  const more = next === '' ? '' : `\nmore: --after ${next}`;
  return table(['DECISION', 'AT', 'BLOCKED BY', 'CAMPAIGN', 'NUMBER'], rows) + more;
}
