import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the blocks of the telephony labs and the range that the system gives to whoever asks for any port. */
const LOWEST_PORT = 5000;
const HIGHEST_PORT = 9999;

/**
 * A port nobody listens on at this moment, for a program that must be told its port. Nothing else draws from its range,
 * so it stays free until the program binds it, and while the program is down between a kill and its next start.
 */
export async function freePort(): Promise<number> {
  const count = HIGHEST_PORT - LOWEST_PORT + 1;
  const first = Math.floor(Math.random() * count);
  for (let n = 0; n < count; n += 1) {
    const port = LOWEST_PORT + ((first + n) % count);
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`Every port from ${LOWEST_PORT} to ${HIGHEST_PORT} is taken`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Starts a program and resolves when its output says that it is ready. */
export async function startServer(
  command: string,
  args: readonly string[],
  ready: RegExp,
  options: { readonly uid?: number; readonly gid?: number; readonly cwd?: string } = {},
): Promise<ChildProcess> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (ready.test(output)) {
        resolve();
      }
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${output.slice(-2000)}`)));
  });
  return child;
}

/** Ends a program this test started, and waits for its end. */
export async function stopServer(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
}
