import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { type ChainAnchor, sealOf } from '../../core/ledger/chain-anchor.js';
import { parseLedgerRecord } from '../../core/ledger/decision-line.js';
import { type LedgerVerdict, LedgerVerifier } from '../../core/ledger/verify-decisions.js';
import { type CommandDeps, globalOptions } from './command-deps.js';
import { CommandExit } from './command-exit.js';
import { INSTALLATION_KEY_FILE } from './hash-cpf-command.js';
import { ledgerCommand } from './ledger-commands.js';
import { readServerConfig } from './server-config.js';

interface VerifyOptions {
  readonly config?: string;
  readonly salts?: string;
  readonly partial?: true;
}

const BROKEN = 1;
const UNUSABLE = 2;

/** `ledger verify`: the chain of decisions, made again from a file or from the database. */
export function registerLedgerVerifyCommand(program: Command, deps: CommandDeps): void {
  ledgerCommand(program)
    .command('verify [file]')
    .description(
      'check the chain of decisions: changed, missing or moved ones are named; - is standard input',
    )
    .option('--config <file>', 'without a file: check the configured database, contents and ends too')
    .option('--salts <file>', 'salts.csv (campaign_id,contact_id,salt): checks the contents of a file too')
    .option('--partial', 'the file is a part (a campaign, some days): its links are no chain')
    .action(async (file: string | undefined, options: VerifyOptions, command: Command) => {
      const verdicts = await verdictsOf(file, options, deps).catch((thrown: unknown): never => {
        deps.stderr.write(`error: ${messageOf(thrown)}\n`);
        throw new CommandExit(UNUSABLE);
      });
      const json = globalOptions(command).json === true;
      deps.stdout.write(json ? `${JSON.stringify({ chains: verdicts }, null, 2)}\n` : textOf(verdicts));
      if (verdicts.some(({ brokenCount }) => brokenCount > 0)) {
        throw new CommandExit(BROKEN);
      }
    });
}

function verdictsOf(
  file: string | undefined,
  options: VerifyOptions,
  deps: CommandDeps,
): Promise<readonly LedgerVerdict[]> {
  if (file !== undefined) {
    return verifyFile(file, options, deps);
  }
  if (options.config === undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail:
        'Give a file that `cadencia export ledger` wrote, or --config of the server whose database is checked',
    });
  }
  return verifyDatabase(options.config, deps);
}

async function verifyFile(
  file: string,
  { salts, partial }: VerifyOptions,
  deps: CommandDeps,
): Promise<readonly LedgerVerdict[]> {
  const verifier = new LedgerVerifier(nodeDigest, { whole: partial !== true });
  const saltOf = await readSalts(salts);
  const input = file === '-' ? Readable.from(deps.stdin) : createReadStream(file);
  let number = 0;
  let failure: Error | null = null;
  // A file that cannot be opened says so on the stream, which ends the lines without an error of their own.
  input.on('error', (error: Error) => {
    failure = error;
  });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() !== '') {
      verifier.add(readLine(line, number, saltOf));
    }
  }
  if (failure !== null) {
    throw failure;
  }
  return verifier.verdicts();
}

type SaltOf = (campaignId: string, contactId: string) => string;

function readLine(line: string, number: number, saltOf: SaltOf) {
  try {
    return parseLedgerRecord(JSON.parse(line), saltOf);
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Line ${number} is no decision of a ledger: ${messageOf(cause)}. Give what \`cadencia export ledger\` wrote`,
      cause,
    });
  }
}

async function readSalts(path: string | undefined): Promise<SaltOf> {
  if (path === undefined) {
    return () => '';
  }
  const salts = new Map<string, string>();
  const [header, ...lines] = (await readFile(path, 'utf8')).split(/\r?\n/);
  if (header !== 'campaign_id,contact_id,salt') {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${path} does not begin with campaign_id,contact_id,salt`,
    });
  }
  for (const line of lines) {
    const [campaign, contact, salt] = line.split(',');
    if (campaign !== undefined && contact !== undefined && salt !== undefined) {
      salts.set(`${campaign}\t${contact}`, salt);
    }
  }
  return (campaign, contact) => salts.get(`${campaign}\t${contact}`) ?? '';
}

async function verifyDatabase(config: string, deps: CommandDeps): Promise<readonly LedgerVerdict[]> {
  const { database, dataFolder } = readServerConfig({ config, over: {} }, deps);
  if (database.url === null) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: `${config} names no database.url. Export the ledger from the running server (\`cadencia export ledger --verify\`)`,
    });
  }
  const stores = new PostgresStores({ url: database.url });
  try {
    const anchors = await sealedAnchors(await stores.ledger.anchors(), dataFolder);
    const verifier = new LedgerVerifier(nodeDigest, { whole: true }, anchors);
    // Read before the decisions: those that are made meanwhile come after these ends.
    const ends = await stores.ledger.ends();
    for await (const entry of stores.ledger.read({})) {
      verifier.add(entry);
    }
    verifier.endsAt(ends);
    return verifier.verdicts();
  } finally {
    await stores.close();
  }
}

/** An anchor whose seal the installation's key did not make leads nowhere: what it stands for is then missing. */
async function sealedAnchors(
  anchors: readonly ChainAnchor[],
  dataFolder: string,
): Promise<readonly ChainAnchor[]> {
  if (anchors.length === 0) {
    return anchors;
  }
  const file = join(dataFolder, INSTALLATION_KEY_FILE);
  const keyHex = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    (cause: unknown) => {
      throw new CadenciaError('DLR_CONFIG_INVALID', {
        detail: `Days were dropped and their anchors are sealed with ${file}, which cannot be read; run this where the server runs`,
        cause,
      });
    },
  );
  return anchors.filter((anchor) => anchor.seal === sealOf(anchor, keyHex, nodeDigest));
}

const PROBLEM_TEXT = {
  content: 'was changed: it is not what was hashed',
  gap: 'does not follow the one before it: decisions are missing between them',
  order: 'is out of order, or comes twice',
  link: 'does not follow the one before it: one of the two was put in',
  tail: 'is not the last one: decisions after it are missing',
} as const;

function textOf(verdicts: readonly LedgerVerdict[]): string {
  if (verdicts.length === 0) {
    return 'The ledger is empty.\n';
  }
  return verdicts.map(chainText).join('');
}

function chainText(verdict: LedgerVerdict): string {
  const { chainId, decisions, erased, linksOnly, broken, brokenCount } = verdict;
  const notes = [
    ...(erased === 0 ? [] : [`${erased} of erased persons`]),
    ...(linksOnly === 0 ? [] : [`${linksOnly} checked by their links alone`]),
  ];
  const head = `Chain ${chainId}: ${decisions} decisions${notes.length === 0 ? '' : ` (${notes.join(', ')})`}, `;
  const removed = verdict.removed.map(
    (one) =>
      `  ${one.decisions} decisions of ${one.day} were removed past their term; anchor ${one.lastHash}\n`,
  );
  if (brokenCount === 0) {
    return `${head}holds. Last hash ${verdict.lastHash}\n${removed.join('')}`;
  }
  const named = broken.map(
    ({ seq, decisionId, problem }) => `  place ${seq}, decision ${decisionId} ${PROBLEM_TEXT[problem]}\n`,
  );
  const rest = brokenCount > broken.length ? `  and ${brokenCount - broken.length} more\n` : '';
  return `${head}${brokenCount} do not hold:\n${named.join('')}${rest}${removed.join('')}`;
}
