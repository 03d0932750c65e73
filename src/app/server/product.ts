import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder, the same from the sources and from the compiled tree. */
export const ROOT_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The product's version, from its package. */
export function productVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(ROOT_FOLDER, 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '';
}
