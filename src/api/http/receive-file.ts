import { rm } from 'node:fs/promises';
import type { FastifyRequest } from 'fastify';
import { CadenciaError } from '../../core/kernel/errors.js';
import { type KeptUpload, keepUpload } from './upload-file.js';

/** Keeps the upload's part `file`, hands it over, and removes it when that fails. */
export async function receiveFile<Result>(
  request: FastifyRequest,
  sharedFolder: string,
  id: string,
  use: (upload: KeptUpload) => Promise<Result>,
): Promise<Result> {
  let upload: KeptUpload | null = null;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        upload = await keepUpload(part, sharedFolder, id);
      }
    }
    if (upload === null) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: 'body.file: send the file in a part named file.',
      });
    }
    return await use(upload);
  } catch (failure) {
    if (upload !== null) {
      await rm(upload.path, { force: true });
    }
    throw failure;
  }
}
