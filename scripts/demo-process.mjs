// The demo as a process of its own, with the simulator, free ports and a data folder that goes away with it.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const START_DEADLINE_MS = 60_000;
const LINGER_MS = 5000;

function whenSaid(child, pattern) {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`The demo did not start:\n${said}`)), START_DEADLINE_MS);
    const onData = (chunk) => {
      said += chunk;
      const found = pattern.exec(said);
      if (found) {
        clearTimeout(timer);
        resolve(found);
      }
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.on('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`The demo ended with ${code}:\n${said}`));
    });
  });
}

/** Starts it; resolves with its address, its token and `stop`, which ends it at once and removes its data. */
export async function startDemo(options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-demo-'));
  // As root, PostgreSQL runs as a user of its own and must reach its files.
  chmodSync(folder, 0o755);
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'dist/app/main.js'),
      'demo',
      ...['--switch', 'simulator', '--port', '0', '--metrics-port', '0'],
      ...['--data-folder', folder, ...options],
    ],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    // The first wish drains; the second, once the first was heard, ends at once. What then still runs is ended for good.
    if (child.exitCode === null) {
      const heard = whenSaid(child, /Stopping/).catch(() => undefined);
      child.kill('SIGINT');
      await heard;
      const stopped = whenSaid(child, /Stopped/).catch(() => undefined);
      child.kill('SIGINT');
      await stopped;
      const timer = setTimeout(() => child.kill('SIGKILL'), LINGER_MS);
      await ended;
      clearTimeout(timer);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [, address, token] = await whenSaid(child, /Live page:\s+(http:\/\/\S+?)\/#token=(\S+)/);
    return { address, token, stop };
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
