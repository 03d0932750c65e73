import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { MadeFile } from './pack-files.js';
import type { ReportPack } from './report-pack.js';

/** A period that lies in its folder, as its manifest tells it. */
export interface MadePeriod {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly madeAtMs: number;
  readonly calls: number;
  readonly files: readonly MadeFile[];
  /** Left as a message, where that is wanted. */
  readonly mailed: boolean;
  /** Told to receivers, where that is wanted. */
  readonly told: boolean;
}

interface Manifest {
  readonly first?: string;
  readonly last?: string;
  readonly madeAt?: string;
  readonly calls?: { readonly read: number; readonly outside: number; readonly repeated: number };
  readonly files?: readonly MadeFile[];
}

/** Of a pack made each day: a month of them. */
const MOST_SHOWN = 31;
const PERIOD = /^\d{4}-\d{2}(-\d{2}(_\d{4}-\d{2}-\d{2})?)?$/;
const MANIFEST = 'manifest.json';

/** What lies in the folder of a pack; marks begin with a dot. */
export async function namesOf(folder: string, id: string): Promise<ReadonlySet<string>> {
  return new Set(await readdir(join(folder, id)).catch((): string[] => []));
}

export const mailedMark = (period: string): string => `.${period}.mailed`;
export const toldMark = (period: string): string => `.${period}.told`;

/** True when nothing is left to do of a period: it lies there, and who is to get it was told. */
export function isFinished(
  { mailTo, webhook }: ReportPack,
  period: string,
  names: ReadonlySet<string>,
): boolean {
  return (
    names.has(period) &&
    (mailTo.length === 0 || names.has(mailedMark(period))) &&
    (!webhook || names.has(toldMark(period)))
  );
}

/** The periods of a pack, newest first. */
export async function madePeriods(folder: string, id: string): Promise<readonly MadePeriod[]> {
  const names = await namesOf(folder, id);
  const periods = [...names]
    .filter((name) => PERIOD.test(name))
    .sort()
    .reverse()
    .slice(0, MOST_SHOWN);
  return Promise.all(
    periods.map(async (name) => {
      const { manifest } = await readManifest(folder, id, name);
      const { read = 0, outside = 0, repeated = 0 } = manifest.calls ?? {};
      return {
        ...{ name, first: manifest.first ?? '', last: manifest.last ?? '', files: manifest.files ?? [] },
        madeAtMs: Date.parse(manifest.madeAt ?? '') || 0,
        calls: read - outside - repeated,
        mailed: names.has(mailedMark(name)),
        told: names.has(toldMark(name)),
      };
    }),
  );
}

/** The manifest and its SHA-256; one that cannot be read, because somebody is removing it, says nothing. */
export async function readManifest(
  folder: string,
  id: string,
  period: string,
): Promise<{ readonly manifest: Manifest; readonly sha256: string }> {
  const text = await readFile(join(folder, id, period, MANIFEST), 'utf8').catch(() => '{}');
  const sha256 = createHash('sha256').update(text).digest('hex');
  try {
    return { manifest: JSON.parse(text) as Manifest, sha256 };
  } catch {
    return { manifest: {}, sha256 };
  }
}

/** Where a file of a period lies; DLR_NOT_FOUND for a name that its manifest does not have. */
export async function pathOfFile(folder: string, id: string, period: string, name: string): Promise<string> {
  // A period's name is part of the path: nothing else may be.
  const manifest = PERIOD.test(period) ? (await readManifest(folder, id, period)).manifest : null;
  const known = manifest?.files?.some((file) => file.name === name) ?? false;
  if (!known && (manifest === null || name !== MANIFEST)) {
    throw new CadenciaError('DLR_NOT_FOUND', {
      detail: `The pack '${id}' of ${period} has no file '${name}'; its manifest names those it has.`,
    });
  }
  return join(folder, id, period, name);
}
