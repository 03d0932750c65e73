import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { makeStreamSink } from '../../adapters/export-file/stream-sink.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { auditLog, type LogSource } from '../../audit/audit-log.js';
import { AuditProblem } from '../../audit/audit-problem.js';
import { readPolicy } from '../../audit/policy/read-policy.js';
import { summaryText } from '../../audit/report/summary-text.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { callLogLine } from '../chores/export-calls.js';
import { noteCommand } from './audit-log-commands.js';
import { type CommandDeps, connect, globalOptions, repeated, segment } from './command-deps.js';
import { CommandExit } from './command-exit.js';
import { waitForJob } from './job-wait.js';
import { makeProgressLine } from './progress-line.js';
import { readServerConfig } from './server-config.js';
import { cell } from './show.js';

interface AuditOptions {
  readonly log?: readonly string[];
  readonly policy: string;
  readonly lists?: string;
  readonly partial?: true;
  readonly temporaryFolder?: string;
  readonly config?: string;
}

const VIOLATED = 1;
const UNUSABLE = 2;

/** `audit`: re-checks a call log against the rules with code of its own. */
export function registerAuditCommand(program: Command, deps: CommandDeps): void {
  program
    .command('audit')
    .description('check a call log against the rules, independently of what let the calls through')
    .addOption(
      new Option('--log <file>', 'call log, JSONL or CSV, - for standard input; may be repeated').argParser(
        repeated,
      ),
    )
    .option(
      '--config <file>',
      'without --log: audit the configured database; else the running server is asked',
    )
    .option('--policy <preset or file>', 'what is judged by', 'brasil-2026')
    .option('--lists <folder>', 'folder of the side files')
    .option(
      '--partial',
      'the log is a part (a campaign, some days): gaps in its chains are no sign of tampering',
    )
    .option('--temporary-folder <folder>', 'where to spill (default: the system’s)')
    .action(async (options: AuditOptions, command: Command) => {
      try {
        await runAudit(options, command, deps);
      } catch (thrown) {
        if (thrown instanceof AuditProblem) {
          deps.stderr.write(`error: ${thrown.message}\n`);
          throw new CommandExit(UNUSABLE);
        }
        throw thrown;
      }
    });
}

async function runAudit(options: AuditOptions, command: Command, deps: CommandDeps): Promise<void> {
  const policy = await readPolicy(options.policy);
  const json = globalOptions(command).json === true;
  const sink = makeStreamSink(deps.stdout);
  const summary = await auditLog(
    {
      logs: sources(options, command, deps),
      policy,
      lists: options.lists ?? null,
      partial: options.partial === true,
      ...(options.temporaryFolder === undefined ? {} : { temporaryFolder: options.temporaryFolder }),
    },
    (line) => sink.write(json ? `${line}\n` : findingText(line)),
  );
  await sink.write(json ? `${JSON.stringify({ summary })}\n` : `\n${summaryText(summary)}\n`);
  await sink.commit();
  if (summary.blocking > 0) {
    throw new CommandExit(VIOLATED);
  }
}

function findingText(line: string): string {
  const finding: unknown = JSON.parse(line);
  const [rule, severity, attempt, detail] = ['rule', 'severity', 'attempt_id', 'detail'].map((key) =>
    cell(finding, key),
  );
  return `${rule} ${severity} ${attempt}: ${detail}\n`;
}

function sources(options: AuditOptions, command: Command, deps: CommandDeps): readonly LogSource[] {
  if (options.log !== undefined) {
    return options.log.map((path) =>
      path === '-'
        ? { name: 'standard input', chunks: deps.stdin }
        : { name: basename(path), chunks: fileChunks(path) },
    );
  }
  return options.config === undefined
    ? [{ name: "the server's log", chunks: serverLog(command, deps) }]
    : [{ name: 'the database', chunks: databaseLog(options.config, deps) }];
}

async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: 1 << 20 });
  } catch (thrown) {
    throw new AuditProblem(
      `cannot be read (${(thrown as NodeJS.ErrnoException).code ?? 'unknown'})`,
      `--log ${path}`,
      'Give a file that `cadencia export calls` wrote',
    );
  }
}

/** The log as the running server exports it. */
async function* serverLog(command: Command, deps: CommandDeps): AsyncGenerator<Uint8Array> {
  const client = connect(command, deps);
  const order = await client.call('POST', '/v1/exports', { body: { kind: 'calls', format: 'jsonl' } });
  const job = await waitForJob(client, cell(order, 'id'), makeProgressLine(deps));
  yield* client.download(`/v1/jobs/${segment(cell(job, 'id'))}/result`);
}

/** The log as the database has it, in the form of the export. */
async function* databaseLog(config: string, deps: CommandDeps): AsyncGenerator<string> {
  const { database } = readServerConfig({ config, over: {} }, deps);
  if (database.url === null) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: `${config} names no database.url. Start the server and leave --config out: it is then asked for its log`,
    });
  }
  const stores = new PostgresStores({ url: database.url });
  try {
    await noteCommand(stores, 'audit --config: rows read from the database itself');
    for await (const row of stores.callLog.read({})) {
      yield callLogLine(row, 'jsonl');
    }
  } finally {
    await stores.close();
  }
}
