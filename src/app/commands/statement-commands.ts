import { rename, rm, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { data, reais } from '../../core/billing/brazilian-text.js';
import { type CommandDeps, connect, numberOption, segment } from './command-deps.js';
import { waitForJob } from './job-wait.js';
import { makeProgressLine } from './progress-line.js';
import { at, cell, items, show, table } from './show.js';

const path = (id: string): string => `/v1/statements/${segment(id)}`;

/** `statement make|list|show|calls|fates|recount|get|submit|return|contest|answer|approve`. */
export function registerStatementCommands(program: Command, deps: CommandDeps): void {
  const statement = program
    .command('statement')
    .description('bills on their way to approval: made by the server from its log and the facts on file');
  registerMake(statement, deps);
  registerReading(statement, deps);
  registerFates(statement, deps);
  registerGet(statement, deps);
  registerMoves(statement, deps);
}

function registerMake(statement: Command, deps: CommandDeps): void {
  statement
    .command('make <contract>')
    .description('make the next version; an open one before it is replaced (needs a person’s --token)')
    .requiredOption('--period <month>', 'the month in which the period ends, such as 2026-10')
    .option('--version <version>', 'a version of the contract; else the one that holds in the period')
    .option('--why <text>', 'kept with it', 'monthly statement')
    .action(
      async (
        contractId: string,
        { period, version, why }: { period: string; version?: string; why: string },
        command: Command,
      ) => {
        const client = connect(command, deps);
        const body = { contractId, month: period, why, ...(version === undefined ? {} : { version }) };
        const order = await client.call('POST', '/v1/statements', { body });
        const job = await waitForJob(client, cell(order, 'id'), makeProgressLine(deps));
        show(command, deps, at(job, 'result'), () =>
          [
            `${cell(job, 'result', 'statement')}: R$ ${reais(cell(job, 'result', 'total'))}`,
            ...(cell(job, 'result', 'correction') === ''
              ? []
              : [`Correction of the approved version: R$ ${reais(cell(job, 'result', 'correction'))}`]),
            `Hash ${cell(job, 'result', 'hash')}`,
          ].join('\n'),
        );
      },
    );
}

function registerReading(statement: Command, deps: CommandDeps): void {
  statement
    .command('list')
    .description('statements by contract, month and version')
    .option('--contract <id>', 'of this contract')
    .option('--period <month>', 'of this month')
    .action(async (options: { contract?: string; period?: string }, command: Command) => {
      const query = new URLSearchParams();
      if (options.contract !== undefined) {
        query.set('contractId', options.contract);
      }
      if (options.period !== undefined) {
        query.set('month', options.period);
      }
      const answer = await connect(command, deps).call('GET', `/v1/statements?${query.toString()}`);
      const rows = items(answer).map((one) => [
        cell(one, 'id'),
        cell(one, 'state'),
        reais(cell(one, 'total')).padStart(16),
        cell(one, 'correction') === '' ? '' : reais(cell(one, 'correction')),
        cell(one, 'madeBy'),
        cell(one, 'why'),
      ]);
      show(command, deps, answer, () =>
        table(['STATEMENT', 'STATE', 'TOTAL (R$)'.padStart(16), 'CORRECTION', 'MADE BY', 'WHY'], rows),
      );
    });
  statement
    .command('show <statement>')
    .description('its state, who moved it, its lines and what became of the calls')
    .action(async (id: string, _: unknown, command: Command) => {
      const client = connect(command, deps);
      const answer = await client.call('GET', path(id));
      const lines = await client.call('GET', `${path(id)}/lines`);
      show(command, deps, { ...(answer as object), lines: items(lines) }, () => showText(answer, lines));
    });
  statement
    .command('calls <statement> <line>')
    .description('the calls behind a line, by its number in `statement show`')
    .option('--offset <n>', 'from this one on', numberOption, 0)
    .option('--limit <n>', 'at most so many', numberOption, 1000)
    .action(
      async (
        id: string,
        line: string,
        { offset, limit }: { offset: number; limit: number },
        command: Command,
      ) => {
        const query = `offset=${offset}&limit=${limit}`;
        const answer = await connect(command, deps).call(
          'GET',
          `${path(id)}/lines/${segment(line)}/calls?${query}`,
        );
        show(command, deps, answer, () => items(answer).map(String).join('\n'));
      },
    );
}

/** Every call of the period by what became of it. */
function registerFates(statement: Command, deps: CommandDeps): void {
  statement
    .command('fates <statement> [fate]')
    .description(
      'what became of the calls of its period; with one of them (billed, busy, disputed …) those calls',
    )
    .option('--offset <n>', 'from this one on', numberOption, 0)
    .option('--limit <n>', 'at most so many', numberOption, 1000)
    .action(
      async (
        id: string,
        fate: string | undefined,
        { offset, limit }: { offset: number; limit: number },
        command: Command,
      ) => {
        const of = fate === undefined ? '' : `/${segment(fate)}/calls?offset=${offset}&limit=${limit}`;
        const answer = await connect(command, deps).call('GET', `${path(id)}/fates${of}`);
        show(command, deps, answer, () =>
          fate === undefined
            ? table(
                ['FATE', 'CALLS'],
                items(answer).map((one) => [cell(one, 'fate'), cell(one, 'count').padStart(9)]),
              )
            : items(answer).map(String).join('\n'),
        );
      },
    );
  statement
    .command('recount <statement>')
    .description('count the calls of one that was made before they were kept so; it stays as it is')
    .action(async (id: string, _: unknown, command: Command) => {
      const client = connect(command, deps);
      const order = await client.call('POST', `${path(id)}/recount`, { body: {} });
      const job = await waitForJob(client, cell(order, 'id'), makeProgressLine(deps));
      show(command, deps, at(job, 'result'), () => `The calls of ${id} are counted.`);
    });
}

function showText(answer: unknown, lines: unknown): string {
  const { calls, billed, notBillable, disputed } = (at(answer, 'calls') ?? {}) as Record<string, unknown>;
  const steps = at(answer, 'steps');
  return [
    `${cell(answer, 'id')}: ${cell(answer, 'state')}, R$ ${reais(cell(answer, 'total'))}`,
    table(
      ['LINE', 'TITLE', 'SERVICE', 'DAY', 'VALUE (R$)'.padStart(16), 'CALLS'],
      items(lines).map((one) => [
        cell(one, 'place'),
        cell(one, 'title'),
        cell(one, 'service'),
        data(cell(one, 'day')),
        reais(cell(one, 'amount')).padStart(16),
        cell(one, 'callCount'),
      ]),
    ),
    `${calls} calls = ${billed} billed + ${notBillable} not billable + ${disputed} disputed`,
    ...(Array.isArray(steps) ? steps : []).map(
      (one: unknown) =>
        `${new Date(Number(cell(one, 'atMs'))).toISOString()} ${cell(one, 'by')}: ${cell(one, 'move')}, now ${cell(one, 'to')}. ${cell(one, 'why')}`,
    ),
    `Hash ${cell(answer, 'hash')}`,
  ].join('\n');
}

function registerGet(statement: Command, deps: CommandDeps): void {
  statement
    .command('get <statement>')
    .description(
      'a statement as a file: the whole bill, its lines, a workbook, or a page to print or save as PDF',
    )
    .addOption(
      new Option('--form <form>', 'how')
        .choices(['json', 'csv', 'xlsx', 'pdf', 'html'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where to')
    .action(async (id: string, { form, out }: { form: string; out: string }, command: Command) => {
      const part = `${out}.part`;
      try {
        await writeFile(part, connect(command, deps).download(`${path(id)}/forms/${form}`));
        await rename(part, out);
      } finally {
        await rm(part, { force: true });
      }
      show(command, deps, { statement: id, file: out }, () => `${id} in ${out}`);
    });
}

function registerMoves(statement: Command, deps: CommandDeps): void {
  for (const [move, about] of [
    ['submit', 'give a draft to the client for review'],
    ['return', 'take it back from review'],
    ['contest', 'note that the client contests it'],
    ['answer', 'answer the contestation and give it back to review as it is'],
    ['approve', 'approve what others made and submitted'],
  ] as const) {
    statement
      .command(`${move} <statement>`)
      .description(`${about} (needs a person’s --token)`)
      .option('--why <text>', 'kept with it', '')
      .action(async (id: string, { why }: { why: string }, command: Command) => {
        const answer = await connect(command, deps).call('POST', `${path(id)}/${move}`, { body: { why } });
        show(command, deps, answer, () => `${id} is ${cell(answer, 'state')}.`);
      });
  }
}

/** `correction propose|list|confirm|reject`. */
export function registerCorrectionCommands(program: Command, deps: CommandDeps): void {
  const correction = program
    .command('correction')
    .description('another class for a closed call: one person proposes, another confirms; the row stays');
  correction
    .command('propose <contract> <attempt> <disposition>')
    .description('the disposition that the call should have had')
    .requiredOption('--reason <text>', 'kept with it')
    .action(
      async (
        contract: string,
        attemptId: string,
        disposition: string,
        { reason }: { reason: string },
        command: Command,
      ) => {
        const body = { attemptId, disposition, reason };
        const answer = await connect(command, deps).call(
          'POST',
          `/v1/contracts/${segment(contract)}/corrections`,
          { body },
        );
        const id = cell(answer, 'id');
        show(
          command,
          deps,
          answer,
          () => `${id} waits for another person: cadencia correction confirm ${id}`,
        );
      },
    );
  correction
    .command('list <contract>')
    .description('newest first: who proposed and decided them')
    .action(async (contract: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call(
        'GET',
        `/v1/contracts/${segment(contract)}/corrections`,
      );
      const keys = ['id', 'attemptId', 'disposition', 'state', 'proposedBy', 'decidedBy', 'reason'];
      const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
      show(command, deps, answer, () =>
        table(['CORRECTION', 'ATTEMPT', 'DISPOSITION', 'STATE', 'PROPOSED BY', 'DECIDED BY', 'REASON'], rows),
      );
    });
  for (const verb of ['confirm', 'reject'] as const) {
    correction
      .command(`${verb} <id>`)
      .description(
        verb === 'confirm'
          ? 'confirm what another person proposed: a fact of every bill from now on'
          : 'reject it, or take back one of your own',
      )
      .option('--why <text>', 'kept with the decision', '')
      .action(async (id: string, { why }: { why: string }, command: Command) => {
        const answer = await connect(command, deps).call('POST', `/v1/corrections/${segment(id)}/${verb}`, {
          body: { why },
        });
        show(command, deps, answer, () => `${id} is ${cell(answer, 'state')}.`);
      });
  }
}
