import type { Writable } from 'node:stream';
import { type Command, InvalidArgumentError } from 'commander';
import { type ClientOptions, clientDataFolder, readClientConfig } from '../../config/client-config.js';
import { ApiClient } from '../api-client.js';

/** What a command may touch of the world it runs in. */
export interface CommandDeps {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Standard output is a terminal: progress may be one line that is written over. */
  readonly terminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Buffer | string>;
}

export interface GlobalOptions extends ClientOptions {
  readonly json?: boolean;
}

/** The options every command has. */
export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

/** The client of the server the options, the environment or the data folder name. */
export function connect(command: Command, deps: CommandDeps): ApiClient {
  const { url, token } = readClientConfig(globalOptions(command), deps.env);
  return new ApiClient(url, token);
}

/** The data folder the command works on. */
export function dataFolderOf(command: Command, deps: CommandDeps): string {
  return clientDataFolder(globalOptions(command), deps.env);
}

/** A path's part: ids hold nothing else that matters, numbers begin with a plus. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}

/** For options that are a number. */
export function numberOption(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) {
    throw new InvalidArgumentError('Give a number.');
  }
  return number;
}

/** For options that are an instant: a date (local midnight) or ISO 8601. */
export function instantOption(text: string): string {
  const instant = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text);
  if (Number.isNaN(instant.getTime())) {
    throw new InvalidArgumentError('Give a date (2026-11-22) or an instant (2026-11-22T08:00:00-03:00).');
  }
  return instant.toISOString();
}

/** For options that are the time of a callback: without an offset the server reads it by the clock of the person. */
export function callbackOption(text: string): string {
  return /T\d{2}:\d{2}(:\d{2})?$/.test(text) ? text : instantOption(text);
}

/** Collects an option given several times. */
export function repeated(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
