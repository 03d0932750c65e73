import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, Parse } from 'unzipper-esm';

/**
 * What the entries of a ZIP file really inflate to, by the same parser that reads the workbook afterwards, which goes by
 * the header before each entry and not by the directory at the end. Nothing is kept; it stops once `most` is passed, in
 * bytes or in what a header claims, since the claimed size is set aside before the first byte.
 */
export async function inflatedBytes(path: string, most: number): Promise<number> {
  const enough = new AbortController();
  let claimed = 0;
  let inflated = 0;
  const isTooMuch = () => Math.max(claimed, inflated) > most;
  const count = new Writable({
    objectMode: true,
    write(entry: Entry & { readonly vars: { readonly uncompressedSize: number } }, _encoding, done) {
      claimed += entry.vars.uncompressedSize;
      entry.on('data', (bytes: Buffer) => {
        inflated += bytes.length;
        if (isTooMuch()) {
          enough.abort();
        }
      });
      entry.on('error', () => undefined);
      done();
    },
  });
  try {
    await pipeline(createReadStream(path), Parse({ forceStream: true }), count, { signal: enough.signal });
  } catch (error) {
    if (!isTooMuch()) {
      throw error;
    }
  }
  return Math.max(claimed, inflated);
}
