import type { Command } from 'commander';
import { isCadenciaError } from '../../core/kernel/errors.js';
import { type CommandDeps, connect } from './command-deps.js';
import { cell } from './show.js';

/** Puts a thing over what is there now; null where nothing is. Somebody else's change in between is refused. */
export async function putOver(
  command: Command,
  deps: CommandDeps,
  path: string,
  bodyOf: (present: unknown) => unknown,
): Promise<unknown> {
  const client = connect(command, deps);
  const present = await client.call('GET', path).catch((error: unknown) => {
    if (isCadenciaError(error, 'DLR_NOT_FOUND')) {
      return null;
    }
    throw error;
  });
  const headers: Record<string, string> =
    present === null ? { 'if-none-match': '*' } : { 'if-match': `"${cell(present, 'version')}"` };
  return client.call('PUT', path, { body: bodyOf(present), headers });
}
