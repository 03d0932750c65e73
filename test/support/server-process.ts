import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient, type ApiMethod } from '../../src/app/api-client.js';
import { OwnProgram } from './own-program.js';
import { packagePath } from './package-folder.js';
import { ROOT_FOLDER, type TelephonyLab } from './telephony-lab.js';

/** Compiles the product, so that the process that is tested is the sources that are there. */
export async function buildProduct(): Promise<void> {
  // By its path, so that benches, which are compiled, find it too.
  const script = (await import(packagePath('scripts/build.mjs'))) as { build(root: string): Promise<number> };
  if ((await script.build(ROOT_FOLDER)) !== 0) {
    throw new Error('The product does not compile: npm run build says why.');
  }
}

/** A `cadencia serve` of its own data folder, to be killed and started again. */
export class TestServer {
  readonly folder: string;
  readonly configFile: string;
  #program: OwnProgram | null = null;
  #client: ApiClient | null = null;

  private constructor(folder: string) {
    this.folder = folder;
    this.configFile = join(folder, 'cadencia.yaml');
  }

  static async prepare(config: TestConfig): Promise<TestServer> {
    const server = new TestServer(await mkdtemp(join(tmpdir(), 'cadencia-serve-')));
    await server.configure(config);
    return server;
  }

  /** Writes the configuration of the next start; JSON is YAML. */
  async configure({ config, secrets }: TestConfig): Promise<void> {
    const whole = {
      http: { host: '127.0.0.1', port: 0 },
      metrics: { host: '127.0.0.1', port: 0 },
      data_folder: join(this.folder, 'data'),
      switch: 'asterisk',
      ...config,
    };
    for (const [name, secret] of Object.entries(secrets)) {
      await writeFile(join(this.folder, name), `${secret}\n`, { mode: 0o600 });
    }
    await writeFile(this.configFile, JSON.stringify(whole, null, 2));
  }

  get program(): OwnProgram {
    if (this.#program === null) {
      throw new Error('The server was not started');
    }
    return this.#program;
  }

  get dataFolder(): string {
    return join(this.folder, 'data');
  }

  /** Starts the process; it need not come up. */
  launch(limits: readonly string[] = []): OwnProgram {
    this.#client = null;
    this.#program = new OwnProgram(['serve', '--config', this.configFile], { limits });
    return this.#program;
  }

  /** Starts it and waits until it listens; returns the milliseconds that took. */
  async start(deadlineMs = 40_000): Promise<number> {
    const startedMs = performance.now();
    this.launch();
    await this.listening(deadlineMs);
    return performance.now() - startedMs;
  }

  async listening(deadlineMs = 40_000): Promise<void> {
    const match = await this.program.said(/listens on (http:\S+) \(token in/, deadlineMs);
    const token = await readFile(join(this.dataFolder, 'token'), 'utf8');
    this.#client = new ApiClient(match[1] ?? '', token.trim());
  }

  async call<Answer>(method: ApiMethod, path: string, body?: unknown): Promise<Answer> {
    if (this.#client === null) {
      throw new Error('The server does not listen yet');
    }
    return (await this.#client.call(method, path, body === undefined ? {} : { body })) as Answer;
  }

  /** `/readyz` as anybody sees it. */
  async ready(): Promise<{ readonly status: number; readonly reasons: readonly string[] }> {
    const url = /listens on (http:\S+) \(token in/.exec(this.program.output)?.[1] ?? '';
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(15_000) });
    const body = (await response.json()) as { reasons?: readonly string[] };
    return { status: response.status, reasons: body.reasons ?? [] };
  }

  /** A command of the command line against this server; resolves with its end and what it said. */
  async command(
    ...args: readonly string[]
  ): Promise<{ readonly code: number | null; readonly output: string }> {
    const program = new OwnProgram(['--data-folder', this.dataFolder, ...args]);
    const { code } = await program.ended;
    return { code, output: program.output };
  }

  /** The same, for commands that must succeed. */
  async run(...args: readonly string[]): Promise<string> {
    const { code, output } = await this.command(...args);
    if (code !== 0) {
      throw new Error(`cadencia ${args.join(' ')} ended with ${code}: ${output}`);
    }
    return output;
  }

  /** Kills the process and deletes the folder. Idempotent. */
  async dispose(): Promise<void> {
    await this.#program?.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A configuration, and the files beside it that hold what must not stand in it. */
export interface TestConfig {
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The company that calls. */
export const CALLER_CNPJ = '11444777000161';

/** The configuration of a server on a lab's Asterisk and a database. */
export function labConfig(
  lab: Pick<TelephonyLab, 'ariUrl' | 'user' | 'password'>,
  databaseUrl: string,
): TestConfig {
  const database = new URL(databaseUrl);
  const { password } = database;
  database.password = '';
  const url = lab.ariUrl.replace(/\/ari$/, '');
  return {
    secrets: { 'ari-password': lab.password, 'database-password': decodeURIComponent(password) },
    config: {
      database: { url: database.href, password_file: 'database-password' },
      asterisk: { servers: [{ id: 'ast-1', url, user: lab.user, password_file: 'ari-password' }] },
      carriers: [{ id: 'alfa' }],
      trunks: [
        {
          id: 'operadora',
          carrier: 'alfa',
          // Demo trunks only: the server's clock is a Tuesday's, and the test runs at any hour of any day.
          kind: 'demo',
          host: '127.0.0.1',
          port: 5060,
          channels: 60,
          cps: 20,
        },
      ],
      lines: [{ number: '+551140001000', carrier: 'alfa', owner_cnpj: CALLER_CNPJ }],
      // Phones may ring for 15 s, and people hang up when they are told to; nothing waits for this to pass.
      engine: { drain_seconds: 90 },
    },
  };
}
