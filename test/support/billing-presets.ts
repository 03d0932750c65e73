import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Contract } from '../../src/core/billing/contract-form.js';
import { overlaidContract, parseContract } from '../../src/core/billing/parse-contract.js';

const FOLDER = new URL('../../src/core/billing/presets/', import.meta.url);

/** The document of a contract that ships. */
export function presetDocument(id: string): Record<string, unknown> {
  return parse(readFileSync(new URL(`${id}.yaml`, FOLDER), 'utf8')) as Record<string, unknown>;
}

/** A contract that ships, with some of its fields changed. */
export function presetWith(id: string, own: Readonly<Record<string, unknown>> = {}): Contract {
  return parseContract(overlaidContract({ base: id, ...own }, presetDocument));
}
