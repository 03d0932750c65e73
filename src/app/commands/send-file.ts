import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { ApiClient } from '../api-client.js';
import type { ProgressLine } from './progress-line.js';

const CHUNK_BYTES = 256 * 1024;

/** Streams a file as one part of a form, after the fields; it is never held in memory. */
export async function sendFile(
  client: ApiClient,
  path: string,
  file: string,
  fields: Readonly<Record<string, string>>,
  progress: ProgressLine,
): Promise<unknown> {
  const size = await stat(file).then(
    (found) => found.size,
    (cause: unknown) => {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no file ${file}`, cause });
    },
  );
  const boundary = `cadencia-${randomUUID()}`;
  async function* form(): AsyncGenerator<Uint8Array> {
    for (const [field, value] of Object.entries(fields)) {
      yield Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
      );
    }
    const name = basename(file)
      .replaceAll('"', '%22')
      .replace(/[\r\n]/g, ' ');
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    let sent = 0;
    const chunks = createReadStream(file, { highWaterMark: CHUNK_BYTES });
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      sent += chunk.length;
      progress.tell('Sending', sent, size, '');
      yield chunk;
    }
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  const body = Readable.toWeb(Readable.from(form())) as unknown as ReadableStream<Uint8Array>;
  return client.upload(path, `multipart/form-data; boundary=${boundary}`, body);
}
