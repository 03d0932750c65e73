import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { CadenciaError } from '../core/kernel/errors.js';

/** Where the running server is and with which token to ask it. */
export interface ClientConfig {
  readonly url: string;
  readonly token: string;
}

export interface ClientOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly dataFolder?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The data folder the commands look into: the option, else CADENCIA_DATA_FOLDER, else `data`. */
export function clientDataFolder(options: ClientOptions, env: Environment): string {
  return options.dataFolder ?? (env['CADENCIA_DATA_FOLDER'] || 'data');
}

/**
 * Finds the server: by option, by CADENCIA_URL and CADENCIA_TOKEN, else by `server.json` in the data folder, which
 * a running server writes ({"url", "token_file"}).
 */
export function readClientConfig(options: ClientOptions, env: Environment): ClientConfig {
  const url = options.url ?? env['CADENCIA_URL'];
  const token = options.token ?? env['CADENCIA_TOKEN'];
  if (url !== undefined && token !== undefined) {
    return { url: checkedUrl(url), token };
  }
  const folder = clientDataFolder(options, env);
  const server = readServerFile(join(folder, 'server.json'));
  return { url: checkedUrl(url ?? server.url), token: token ?? readToken(folder, server.tokenFile) };
}

function checkedUrl(url: string): string {
  if (!/^https?:\/\/[^\s/]+/.test(url)) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: `'${url}' is not the address of a server, such as http://127.0.0.1:8080 (--url or CADENCIA_URL)`,
    });
  }
  return url.replace(/\/+$/, '');
}

function readServerFile(path: string): { readonly url: string; readonly tokenFile: string } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CadenciaError('DLR_SERVER_DOWN', {
      detail: `No server seems to run: ${path} is missing. Start one (cadencia serve), name its folder (--data-folder), or give --url and --token`,
      cause,
    });
  }
  try {
    const parsed: unknown = JSON.parse(text);
    const { url, token_file: tokenFile } = parsed as {
      readonly url?: unknown;
      readonly token_file?: unknown;
    };
    if (typeof url === 'string' && typeof tokenFile === 'string') {
      return { url, tokenFile };
    }
  } catch {
    // Told below, with what to do.
  }
  throw new CadenciaError('DLR_CONFIG_INVALID', {
    detail: `${path} is damaged. Start the server again, or give --url and --token`,
  });
}

function readToken(folder: string, tokenFile: string): string {
  const path = isAbsolute(tokenFile) ? tokenFile : join(folder, tokenFile);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new CadenciaError('DLR_AUTH_REQUIRED', {
      detail: `The token's file ${path} cannot be read. Run the command as the user the server runs as, or give --token`,
      cause,
    });
  }
}
