import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type Command, InvalidArgumentError } from 'commander';
import { PaceSession } from '../../core/pace/pace-session.js';

/** What the command needs of the world; less than others have, so that it starts at once. */
export interface PaceDeps {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

interface PaceFlags {
  readonly stdio?: boolean;
  readonly mode: string;
  readonly [wireName: string]: unknown;
}

/** A line longer than any tick of a floor of thousands can be. */
const LONGEST_LINE = 64 * 1024 * 1024;
/** Complaints said one by one; then only each time their number has doubled, so that nobody has to read them. */
const SAID_ONE_BY_ONE = 50;

const OPTIONS: readonly (readonly [flag: string, what: string])[] = [
  ['--cap <share>', "limit of the day's dropped share, 0 to 1; in a pool of every campaign"],
  ['--agents <number>', 'agents of the run'],
  ['--tick <seconds>', 'time between ticks'],
  ['--drop-sec <seconds>', 'a person who waits longer is dropped'],
  ['--ring-timeout <seconds>', 'longest ringing'],
  ['--duration <seconds>', 'length of the day'],
  ['--trunks <number>', 'lines'],
  ['--cps <number>', 'calls a second'],
  ['--ratio <number>', 'calls in flight per free agent, for --mode power'],
  [
    '--cancel-after <seconds>',
    'take back calls that have rung this long (15 at least) when agents were taken',
  ],
];

function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw new InvalidArgumentError('Give a number that is not below 0.');
  }
  return number;
}

function capOf(text: string): number {
  const cap = numberOf(text);
  if (cap > 1) {
    throw new InvalidArgumentError('Give a share from 0 to 1, such as 0.03.');
  }
  return cap;
}

function truthOf(text: string): boolean {
  if (text !== 'true' && text !== 'false') {
    throw new InvalidArgumentError('Give true or false.');
  }
  return text === 'true';
}

/** `pace`: the strategy that runs in production, for any simulator, replay or lab that speaks lines of JSON. */
export function registerPaceCommand(program: Command, deps: PaceDeps): void {
  const command = program
    .command('pace')
    .description(
      "drive the product's pacing from a simulator: one JSON a line in, how many calls to place out",
    )
    .requiredOption('--stdio', 'read ticks on standard input, answer on standard output')
    .option('--mode <mode>', 'predictive, power, preview or paused', 'predictive');
  for (const [flag, what] of OPTIONS) {
    command.option(flag, `${what} (over the start line)`, flag.startsWith('--cap') ? capOf : numberOf);
  }
  command
    .option('--amd <truth>', 'machines are told from people: true or false (over the start line)', truthOf)
    .action(async (flags: PaceFlags) => {
      const { mode, stdio: _, ...overrides } = flags;
      await runPace(new PaceSession(mode, overrides), deps);
    });
}

/** Answers line by line until `stop` or the end of input; an answer that is not taken holds up the next line. */
export async function runPace(session: PaceSession, deps: PaceDeps): Promise<void> {
  const complain = complainer(deps.stderr);
  let lineNumber = 0;
  for await (const text of linesOf(deps.stdin)) {
    lineNumber += 1;
    const reply = text === null ? TOO_LONG : session.hear(text);
    if (reply.complaint !== null) {
      complain(`pace: line ${lineNumber} ${reply.complaint}`);
    }
    if (reply.answer !== null && !deps.stdout.write(`${reply.answer}\n`)) {
      await once(deps.stdout, 'drain');
    }
    if (reply.stop) {
      return;
    }
  }
}

const TOO_LONG = {
  answer: '0',
  complaint: `is longer than ${LONGEST_LINE} characters: answered 0`,
  stop: false,
};

/** Lines without their ends; null for one that is too long. The last needs no end. */
async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string | null> {
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  let length = 0;
  const take = (rest: string): string | null => {
    const line = length + rest.length > LONGEST_LINE ? null : begun.length > 0 ? begun.join('') + rest : rest;
    begun = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      yield take(text.slice(from, to));
      from = to + 1;
    }
    length += text.length - from;
    if (length <= LONGEST_LINE) {
      begun.push(text.slice(from));
    }
  }
  const last = take(decoder.end());
  if (last !== '') {
    yield last;
  }
}

/** Says what is wrong without ever filling the pipe of somebody who does not read it. */
function complainer(stderr: Writable): (text: string) => void {
  let count = 0;
  return (text) => {
    count += 1;
    if (count <= SAID_ONE_BY_ONE) {
      stderr.write(`${text}\n`);
    } else if (Number.isInteger(Math.log2(count))) {
      stderr.write(`${text} (${count} lines were wrong so far; not each is told)\n`);
    }
  };
}
