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

/** `ledger blocked`, `ledger list` and `ledger notes`: what the gate refused, all it said, and what explains it. */
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
  const list = ledger.command('list');
  list.description('blocked attempts one by one, in the order of the chain');
  addPaging(addFilters(list)).action(async (options: ListOptions, command: Command) => {
    const answer = await connect(command, deps).call('GET', pageOf(options, { allowed: 'false' }));
    show(command, deps, answer, () => decisionTable(answer));
  });
  const notes = ledger.command('notes');
  notes
    .description('what happened to limits and trunks: warnings, stops, trunks that closed')
    .option('--from <instant>', 'at or after', instantOption)
    .option('--to <instant>', 'before', instantOption);
  addPaging(notes).action(async (options: ListOptions, command: Command) => {
    const answer = await connect(command, deps).call('GET', pageOf(options, { notes: 'true' }));
    show(command, deps, answer, () => noteTable(answer));
  });
}

function addPaging(command: Command): Command {
  return command
    .option('--limit <n>', 'how many', '50')
    .option('--after <cursor>', 'the cursor that the page before ended with');
}

function pageOf(options: ListOptions, which: Readonly<Record<string, string>>): string {
  const { limit, after } = options;
  const cursor = after === undefined ? {} : { after };
  return `/v1/decisions?${new URLSearchParams({ ...which, limit, ...filtersOf(options), ...cursor })}`;
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
  return table(['DECISION', 'AT', 'BLOCKED BY', 'CAMPAIGN', 'NUMBER'], rows) + moreOf(answer);
}

function noteTable(answer: unknown): string {
  const rows = items(answer).map((one) => [
    cell(one, 'decisionId'),
    new Date(Number(cell(one, 'atMs'))).toISOString(),
    ...['event', 'subject', 'rule', 'reason'].map((name) => cell(one, 'note', name)),
  ]);
  return table(['NOTE', 'AT', 'EVENT', 'SUBJECT', 'RULE', 'WHY'], rows) + moreOf(answer);
}

function moreOf(answer: unknown): string {
  const next = cell(answer, 'next');
  return next === '' ? '' : `\nmore: --after ${next}`;
}
