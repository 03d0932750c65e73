import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Contract } from '../../core/billing/contract-form.js';
import type { Facts } from '../../core/billing/facts-form.js';
import { overlaidContract, parseContract } from '../../core/billing/parse-contract.js';
import { noFacts, parseFacts } from '../../core/billing/parse-facts.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';

/** Beside the compiled core: the build copies what is not TypeScript. */
const PRESETS = new URL('../../core/billing/presets/', import.meta.url);
const PRESET_ID = /^[a-z0-9][a-z0-9-]*$/;

function refused(detail: string, cause?: unknown): CadenciaError {
  return new CadenciaError('DLR_BILLING_INVALID', { detail, cause });
}

async function textOf(path: string, what: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw refused(`${what} ${path} cannot be read (${messageOf(cause)})`, cause);
  });
}

/** JSON, or YAML where it is no JSON: the former is what programs write, and long. */
function documentOf(text: string, path: string): unknown {
  try {
    return /^\s*[{[]/.test(text) ? (JSON.parse(text) as unknown) : (parse(text) as unknown);
  } catch (cause) {
    throw refused(`${path} is neither JSON nor YAML: ${messageOf(cause).split('\n')[0]}`, cause);
  }
}

/** What a YAML or JSON file says, unread. */
export async function readDocument(path: string, what: string): Promise<unknown> {
  return documentOf(await textOf(path, what), path);
}

/** Ids of the contracts that ship. */
export async function presetIds(): Promise<readonly string[]> {
  const files = await readdir(PRESETS);
  return files.flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : [])).sort();
}

let read: Promise<ReadonlyMap<string, unknown>> | null = null;

/** The contracts that ship, as documents, by id; they are read once. */
export function presetDocuments(): Promise<ReadonlyMap<string, unknown>> {
  read ??= readPresets();
  return read;
}

async function readPresets(): Promise<ReadonlyMap<string, unknown>> {
  const ids = await presetIds();
  const documents = await Promise.all(
    ids.map(async (id) => {
      const path = fileURLToPath(new URL(`${id}.yaml`, PRESETS));
      return [id, documentOf(await textOf(path, 'The contract'), path)] as const;
    }),
  );
  return new Map(documents);
}

/** The contract of a file, or one that ships by its id; a file may name one of those as its `base`. */
export async function readContract(idOrFile: string): Promise<Contract> {
  const presets = await presetDocuments();
  if (PRESET_ID.test(idOrFile) && presets.has(idOrFile)) {
    return parseContract(presets.get(idOrFile));
  }
  if (PRESET_ID.test(idOrFile)) {
    throw refused(
      `There is no contract '${idOrFile}'. Give a file, or one of ${[...presets.keys()].join(', ')}`,
    );
  }
  const document = await readDocument(idOrFile, 'The contract');
  return parseContract(overlaidContract(document, (id) => presets.get(id)));
}

/** The facts of a file; without one, none. */
export async function readFacts(file: string | undefined): Promise<Facts> {
  return file === undefined ? noFacts() : parseFacts(await readDocument(file, 'The facts file'));
}
