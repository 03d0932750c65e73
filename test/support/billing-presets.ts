import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Contract } from '../../src/core/billing/contract-form.js';
import { overlaidContract, parseContract } from '../../src/core/billing/parse-contract.js';

/** From the root of the repository, where tests and benches run: what is compiled has no documents beside it. */
const FOLDER = join(process.cwd(), 'src', 'core', 'billing', 'presets');

/** The document of a contract that ships. */
export function presetDocument(id: string): Record<string, unknown> {
  return parse(readFileSync(join(FOLDER, `${id}.yaml`), 'utf8')) as Record<string, unknown>;
}

/** A contract that ships, with some of its fields changed. */
export function presetWith(id: string, own: Readonly<Record<string, unknown>> = {}): Contract {
  return parseContract(overlaidContract({ base: id, ...own }, presetDocument));
}
