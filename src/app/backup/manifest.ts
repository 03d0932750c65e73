import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { CadenciaError } from '../../core/kernel/errors.js';

export const MANIFEST_FILE = 'manifest.json';
export const SUM_FILE = 'manifest.sha256';
const FORMAT = 'cadencia-backup/1';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Names and shapes go into SQL: only what PostgreSQL's catalogue writes, and one statement each. */
const name = z.string().regex(/^[a-z0-9_]+$/);
const tableEntry = z.strictObject({
  name,
  columns: z.array(z.string().regex(/^(?:[a-z0-9_]+|"[a-z0-9_]+")$/)),
  part: z
    .strictObject({ of: name, bound: z.string().regex(/^FOR VALUES FROM \('[\d-]+'\) TO \('[\d-]+'\)$/) })
    .nullable(),
  create: z.string().regex(/^create table "[a-z0-9_]+" \([^;]*\)$/),
  indexes: z.array(z.string().regex(/^CREATE (?:UNIQUE )?INDEX [^;]*$/)),
  rows: z.number().int(),
  /** Of the text before it was compressed. */
  bytes: z.number().int(),
  sha256,
});
const manifestForm = z.strictObject({
  format: z.literal(FORMAT),
  product: z.string(),
  postgres: z.number().int(),
  beganAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  migrations: z.array(sha256),
  /** Fingerprints, so that a restore can tell the right keys from others; null where the data folder had none. */
  installationKey: sha256.nullable(),
  recordingKeys: sha256.nullable(),
  tables: z.array(tableEntry),
  sequences: z.record(name, z.string().regex(/^\d+$/)),
});
export type Manifest = z.output<typeof manifestForm>;
export type TableEntry = z.output<typeof tableEntry>;

export function tableFile(folder: string, name: string): string {
  return join(folder, `${name}.copy.gz`);
}

export function sealManifest(manifest: Omit<Manifest, 'format'>): {
  readonly text: string;
  readonly sum: string;
} {
  const text = `${JSON.stringify({ format: FORMAT, ...manifest }, null, 1)}\n`;
  return { text, sum: `${createHash('sha256').update(text).digest('hex')}\n` };
}

/** Names a key without giving it away: it has 256 random bits. */
export function fingerprint(key: string): string {
  return createHash('sha256').update(`cadencia backup ${key}`).digest('hex');
}

function refused(folder: string, why: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', {
    detail: `The backup ${folder} ${why}. Nothing was changed; take another backup, or copy this one again.`,
  });
}

/** The manifest as it was written, or a refusal: it is not there, or was changed since. */
export async function readManifest(folder: string): Promise<Manifest> {
  const [text, sum] = await Promise.all(
    [MANIFEST_FILE, SUM_FILE].map((name) => readFile(join(folder, name), 'utf8').catch(() => null)),
  );
  if (text === null || text === undefined || sum === null || sum === undefined) {
    throw refused(folder, `has no ${MANIFEST_FILE} with its sum: it is none, or it never ended`);
  }
  if (createHash('sha256').update(text).digest('hex') !== sum.trim()) {
    throw refused(folder, `is damaged: ${MANIFEST_FILE} does not have the sum of ${SUM_FILE}`);
  }
  const read = manifestForm.safeParse(JSON.parse(text));
  if (!read.success) {
    throw refused(folder, `cannot be read by this program (${read.error.issues[0]?.path.join('.') ?? ''})`);
  }
  return read.data;
}

/** Reads every file through; the first that is missing, cut short or changed is named. */
export async function verifyTables(folder: string, tables: readonly TableEntry[]): Promise<void> {
  for (const { name, bytes, sha256: expected } of tables) {
    const hash = createHash('sha256');
    let read = 0;
    try {
      await pipeline(createReadStream(tableFile(folder, name)), createGunzip(), async (chunks) => {
        for await (const chunk of chunks as AsyncIterable<Buffer>) {
          hash.update(chunk);
          read += chunk.length;
        }
      });
    } catch (error) {
      throw refused(folder, `is damaged: the file of table '${name}' cannot be read (${codeOf(error)})`);
    }
    if (read !== bytes || hash.digest('hex') !== expected) {
      throw refused(folder, `is damaged: the file of table '${name}' does not have its sum`);
    }
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}
