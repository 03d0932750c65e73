import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { type DialledAttempt, isDialled } from '../../audit/log/attempt.js';
import { logRecords } from '../../audit/log/log-records.js';
import { parseAttempt } from '../../audit/log/parse-attempt.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { DAY } from '../../core/kernel/time.js';
import { agentStateLine } from '../chores/export-agent-states.js';
import { callLogLine } from '../chores/export-calls.js';
import { type CommandDeps, connect, segment } from '../commands/command-deps.js';
import { readText } from '../commands/holiday-file.js';
import { waitForJob } from '../commands/job-wait.js';
import { makeProgressLine } from '../commands/progress-line.js';
import { readServerConfig } from '../commands/server-config.js';
import { cell } from '../commands/show.js';
import { instantOf } from './answer-curve.js';
import type { AgentStretch, LogDay } from './log-day.js';

export interface LogDayOptions {
  /** A date (2026-01-13) or a file. */
  readonly fromLog: string;
  readonly agentStates?: string;
  readonly config?: string;
  readonly campaign?: string;
}

const DATE = /^\d{4}-\d\d-\d\d$/;

function refused(detail: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', { detail });
}

async function attemptsOf(
  chunks: AsyncIterable<Buffer | Uint8Array | string>,
  name: string,
  campaign: string | undefined,
): Promise<readonly DialledAttempt[]> {
  const found: DialledAttempt[] = [];
  for await (const block of logRecords(chunks, name)) {
    for (const record of block) {
      const attempt = parseAttempt(record);
      if (isDialled(attempt) && (campaign === undefined || attempt.campaign === campaign)) {
        found.push(attempt);
      }
    }
  }
  if (found.length === 0) {
    throw refused(
      `${name} has no dialled attempt${campaign === undefined ? '' : ` of campaign '${campaign}'`}`,
    );
  }
  return found.sort((a, b) => a.tDial - b.tDial || (a.id < b.id ? -1 : 1));
}

function stretchOf(record: Readonly<Record<string, unknown>>, name: string, line: number): AgentStretch {
  const text = (key: string): string => {
    const value = record[key];
    if (typeof value !== 'string' && value !== null && value !== undefined) {
      throw refused(`${name}:${line}: ${key} is not a text`);
    }
    return value ?? '';
  };
  const fromMs = Date.parse(text('t_start'));
  if (text('agent_id') === '' || text('state') === '' || Number.isNaN(fromMs)) {
    throw refused(
      `${name}:${line}: agent_id, state and t_start are needed. Export with: cadencia export agent-states`,
    );
  }
  const toMs = text('t_end') === '' ? Number.POSITIVE_INFINITY : Date.parse(text('t_end'));
  return { agentId: text('agent_id'), state: text('state'), reason: text('reason'), fromMs, toMs };
}

/** Reads an export of agent states, JSONL or CSV. */
function parseStretches(text: string, name: string): readonly AgentStretch[] {
  try {
    const records: readonly Readonly<Record<string, unknown>>[] = text.trimStart().startsWith('{')
      ? text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      : parse(text, { columns: true, bom: true, skip_empty_lines: true });
    return records
      .map((record, index) => stretchOf(record, name, index + 1))
      .sort((a, b) => a.fromMs - b.fromMs);
  } catch (cause) {
    throw cause instanceof CadenciaError ? cause : refused(`${name} cannot be read: ${messageOf(cause)}`);
  }
}

async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: 1 << 20 });
  } catch (cause) {
    throw refused(
      `The log ${path} cannot be read (${messageOf(cause)}). Give a file that \`export calls\` wrote, or a day`,
    );
  }
}

async function* serverExport(kind: string, day: [number, number], command: Command, deps: CommandDeps) {
  const client = connect(command, deps);
  const [from, to] = day.map((atMs) => new Date(atMs).toISOString());
  const order = await client.call('POST', '/v1/exports', { body: { kind, format: 'jsonl', from, to } });
  const job = await waitForJob(client, cell(order, 'id'), makeProgressLine(deps));
  yield* client.download(`/v1/jobs/${segment(cell(job, 'id'))}/result`);
}

async function textOf(chunks: AsyncIterable<Uint8Array | string>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) {
    parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The database's own rows, in the form of the export. */
async function fromDatabase(config: string, [fromMs, toMs]: [number, number], deps: CommandDeps) {
  const { database } = readServerConfig({ config, over: {} }, deps);
  if (database.url === null) {
    throw refused(`${config} names no database.url. Leave --config out: the running server is then asked`);
  }
  const stores = new PostgresStores({ url: database.url });
  const calls: string[] = [];
  const states: string[] = [];
  try {
    for await (const row of stores.callLog.read({ fromMs, toMs })) {
      calls.push(callLogLine(row, 'jsonl'));
    }
    for await (const row of stores.callLog.readAgentStates({ fromMs, toMs })) {
      states.push(agentStateLine(row, 'jsonl'));
    }
  } finally {
    await stores.close();
  }
  return { calls, states: states.join('') };
}

/** Reads a recorded day from a file, from the configured database or from the running server. */
export async function readLogDay(
  options: LogDayOptions,
  command: Command,
  deps: CommandDeps,
): Promise<LogDay> {
  const { fromLog, campaign } = options;
  if (!DATE.test(fromLog)) {
    const states = options.agentStates;
    return {
      origin: basename(fromLog),
      attempts: await attemptsOf(fileChunks(fromLog), basename(fromLog), campaign),
      stretches:
        states === undefined
          ? null
          : parseStretches(await readText(states, '--agent-states'), basename(states)),
    };
  }
  const startMs = instantOf({ date: fromLog }, '00:00');
  const day: [number, number] = [startMs, startMs + DAY];
  if (options.config !== undefined) {
    const { calls, states } = await fromDatabase(options.config, day, deps);
    const attempts = await attemptsOf(
      (async function* () {
        yield* calls;
      })(),
      fromLog,
      campaign,
    );
    return { origin: fromLog, attempts, stretches: parseStretches(states, 'agent states') };
  }
  return {
    origin: fromLog,
    attempts: await attemptsOf(serverExport('calls', day, command, deps), fromLog, campaign),
    stretches: parseStretches(
      await textOf(serverExport('agent-states', day, command, deps)),
      'the agent states of the server',
    ),
  };
}
