import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { ROOT_FOLDER } from '../server/product.js';
import { type Scenario, scenarioSchema } from './scenario.js';

const LIBRARY = join(ROOT_FOLDER, 'scenarios');
const MOST_NAMED = 8;

function refused(detail: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', { detail });
}

function problems(error: z.ZodError): string {
  const lines = error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'the file'}: ${message}`,
  );
  const more = lines.length - MOST_NAMED;
  return `${lines.slice(0, MOST_NAMED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** Names of the scenarios that come with the product. */
export async function libraryNames(): Promise<readonly string[]> {
  const files = await readdir(LIBRARY).catch(() => []);
  return files.flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -5)] : [])).sort();
}

/** The scenario of a value read from somewhere; DLR_INPUT_INVALID names each field that is wrong. */
export function parseScenario(value: unknown, origin: string): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) {
    throw refused(`${origin}: ${problems(parsed.error)}`);
  }
  return parsed.data;
}

/** The written scenario of a file (YAML or JSON) or of the library, before it is checked. */
export async function readScenarioSource(nameOrFile: string): Promise<unknown> {
  const named = /^[a-z0-9][a-z0-9-]*$/.test(nameOrFile);
  const path = named ? join(LIBRARY, `${nameOrFile}.yaml`) : nameOrFile;
  const text = await readFile(path, 'utf8').catch(async (cause: unknown) => {
    if (named) {
      throw refused(
        `There is no scenario '${nameOrFile}'. Give a file, or one of ${(await libraryNames()).join(', ')}`,
      );
    }
    throw refused(`The scenario ${nameOrFile} cannot be read (${messageOf(cause)})`);
  });
  try {
    return parse(text) as unknown;
  } catch (cause) {
    throw refused(`The scenario ${nameOrFile} is neither YAML nor JSON: ${messageOf(cause).split('\n')[0]}`);
  }
}

/** Reads and checks a scenario. */
export async function readScenario(nameOrFile: string): Promise<Scenario> {
  return parseScenario(await readScenarioSource(nameOrFile), nameOrFile);
}
