import { createReadStream } from 'node:fs';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { makeStreamSink } from '../../adapters/export-file/stream-sink.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { auditVerdictWire } from '../../contract/audit-wire.js';
import {
  type AuditEntry,
  type AuditProblem,
  type AuditVerdict,
  AuditVerifier,
  EMPTY_HEAD,
} from '../../core/access/audit-entry.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import { AuditWatch } from '../../engine/audit-watch.js';
import { seenHeadIn } from '../server/start-audit.js';
import { type CommandDeps, connect, globalOptions } from './command-deps.js';
import { CommandExit } from './command-exit.js';
import { downloadInto } from './download-file.js';
import { readServerConfig } from './server-config.js';
import { cell, items, show, table } from './show.js';

const BROKEN = 1;
const UNUSABLE = 2;
const VERIFY_MS = 10 * MINUTE;

/** `audit-log verify|list|export`: who did what, and the proof that nobody rewrote it. */
export function registerAuditLogCommands(program: Command, deps: CommandDeps): void {
  const log = program.command('audit-log').description('who did what, in a chain of hashes');
  log
    .command('verify [file]')
    .description('check the chain: of the running server, of a database (--config) or of an exported file')
    .option(
      '--config <file>',
      'read the configured database itself, and what this installation has seen of it',
    )
    .action(async (file: string | undefined, options: { readonly config?: string }, command: Command) => {
      const verdict = await verdictOf(file, options.config, command, deps).catch((thrown: unknown): never => {
        deps.stderr.write(`error: ${messageOf(thrown)}\n`);
        throw new CommandExit(UNUSABLE);
      });
      const json = globalOptions(command).json === true;
      deps.stdout.write(json ? `${JSON.stringify(verdict, null, 2)}\n` : textOf(verdict));
      if (verdict.brokenCount > 0) {
        throw new CommandExit(BROKEN);
      }
    });
  registerReading(log, deps);
}

function registerReading(log: Command, deps: CommandDeps): void {
  log
    .command('list')
    .description('the newest entries')
    .option('--kind <kind>', 'of this kind alone, such as refused')
    .option('--who <who>', 'of this person or token alone')
    .option('--limit <rows>', 'how many', '100')
    .action(async (options: Readonly<Record<string, string>>, command: Command) => {
      const answer = await connect(command, deps).call(
        'GET',
        `/v1/audit-log?${new URLSearchParams(options)}`,
      );
      const rows = items(answer).map((one) => [
        cell(one, 'seq'),
        new Date(Number(cell(one, 'atMs'))).toISOString(),
        ...['kind', 'who', 'subject', 'address', 'detail'].map((key) => cell(one, key)),
      ]);
      const heads = ['SEQ', 'AT', 'KIND', 'WHO', 'SUBJECT', 'FROM', 'DETAIL'];
      show(command, deps, answer, () => table(heads, rows));
    });
  log
    .command('export')
    .description('the whole record as a file; JSON lines can be verified anywhere')
    .addOption(new Option('--format <format>').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--out <file>', 'where to; - is standard output', '-')
    .action(async ({ format, out }: { readonly format: string; readonly out: string }, command: Command) => {
      const sink = out === '-' ? makeStreamSink(deps.stdout) : await openAtomicFileSink(out);
      try {
        await downloadInto(connect(command, deps), `/v1/audit-log/file?format=${format}`, sink);
        await sink.commit();
      } finally {
        await sink.abort();
      }
    });
}

async function verdictOf(
  file: string | undefined,
  config: string | undefined,
  command: Command,
  deps: CommandDeps,
): Promise<AuditVerdict> {
  if (file !== undefined) {
    return verifyFile(file);
  }
  if (config !== undefined) {
    return verifyDatabase(config, deps);
  }
  const call = { deadlineMs: VERIFY_MS };
  return auditVerdictWire.parse(await connect(command, deps).call('GET', '/v1/audit-log/verdict', call));
}

/** An export has the newest first. */
async function verifyFile(file: string): Promise<AuditVerdict> {
  const entries: AuditEntry[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    try {
      entries.push(JSON.parse(line) as AuditEntry);
    } catch (cause) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `Line ${entries.length + 1} of ${file} is no entry. Give what \`cadencia audit-log export\` wrote`,
        cause,
      });
    }
  }
  const verifier = new AuditVerifier(nodeDigest);
  for (const entry of entries.toReversed()) {
    verifier.add(entry);
  }
  return verifier.verdict();
}

async function verifyDatabase(config: string, deps: CommandDeps): Promise<AuditVerdict> {
  const { database, dataFolder } = readServerConfig({ config, over: {} }, deps);
  if (database.url === null) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: `${config} names no database.url. Ask the running server (\`cadencia audit-log verify\`)`,
    });
  }
  const stores = new PostgresStores({ url: database.url });
  try {
    const seen = seenHeadIn(dataFolder);
    // Reads alone: what the server has seen is the server's to move.
    const kept = { read: seen.read, write: async () => undefined };
    const watch = new AuditWatch({
      log: stores.auditLog,
      digest: nodeDigest,
      seen: kept,
      onBroken: () => undefined,
    });
    return await watch.verify();
  } finally {
    await stores.close();
  }
}

/** Whoever works on the database past the server is on record too. */
export async function noteCommand(stores: PostgresStores, detail: string): Promise<void> {
  const { username } = userInfo();
  await stores.auditLog.note({ atMs: Date.now(), kind: 'command', who: `${username}@terminal`, detail });
}

const PROBLEM_TEXT: Readonly<Record<AuditProblem, string>> = {
  content: 'was changed: it is not what was hashed',
  gap: 'does not follow the one before it: entries are missing between them',
  link: 'does not follow the one before it: one of the two was put in',
  rewritten: 'is another one than this installation has seen: the chain was made anew',
  tail: 'was seen by this installation and is missing, with all after it',
};

function textOf({ entries, head, broken, brokenCount }: AuditVerdict): string {
  const what = `${entries} entries`;
  if (brokenCount === 0) {
    return head.seq === EMPTY_HEAD.seq
      ? 'The record is empty.\n'
      : `${what}, holds. Last hash ${head.hash}\n`;
  }
  const named = broken.map(({ seq, problem }) => `  entry ${seq} ${PROBLEM_TEXT[problem]}\n`);
  const rest = brokenCount > broken.length ? `  and ${brokenCount - broken.length} more\n` : '';
  return `${what}, ${brokenCount} do not hold:\n${named.join('')}${rest}`;
}
