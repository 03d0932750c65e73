import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { packagePath } from './package-folder.js';

/** The secret of our client there. */
export const CLIENT_SECRET = 'a secret that only the two of them know';

/** The provider of identities as a process of its own. */
export class OpenidProcess {
  readonly issuer: string;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.issuer = `http://127.0.0.1:${port}`;
  }

  static async start(port: number, ourBase: string): Promise<OpenidProcess> {
    const args = [String(port), ourBase, CLIENT_SECRET];
    const child = fork(packagePath('test/support/openid-provider-child.mjs'), args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await Promise.race([once(child, 'message'), once(child, 'exit').then(failed)]);
    return new OpenidProcess(child, port);
  }

  /** Says of somebody from now on. */
  async tell(id: string, claims: object): Promise<void> {
    this.#child.send({ id, claims });
    await once(this.#child, 'message');
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
  }
}

function failed(): never {
  throw new Error('oidc-provider did not start; run: npm ci');
}
