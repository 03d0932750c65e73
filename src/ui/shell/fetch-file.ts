import { ApiError, problemOf } from './api.js';
import { keptToken } from './session/token-keeper.js';

/** A file of the API with the name it is to be saved under; every failure is an ApiError. */
export async function fetchFile(
  path: string,
  deadlineMs: number,
): Promise<{ readonly blob: Blob; readonly name: string | null }> {
  const token = keptToken();
  let response: Response;
  try {
    response = await fetch(path, {
      credentials: 'same-origin',
      signal: AbortSignal.timeout(deadlineMs),
      ...(token === '' ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
  } catch {
    throw new ApiError(null, 0);
  }
  if (!response.ok) {
    throw new ApiError(await problemOf(response), response.status);
  }
  const name = /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? null;
  return { blob: await response.blob(), name };
}

/** Saves a file as the browser saves what it downloads. */
export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
