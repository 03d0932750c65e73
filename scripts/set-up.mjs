// What a fresh clone needs before anything of it can run: a fitting Node, the dependencies, the compiled program.
// Runs on Node's own modules only, because nothing is installed yet. Every step does nothing when nothing is to do.
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { runForeground } from './foreground.mjs';

/** The folder that holds package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** An error for a person: shown without a stack. */
export class SetUpError extends Error {}

/** True when `version` ("20.19.0") is at least `wanted` ("20.19"). */
export function isAtLeast(version, wanted) {
  const have = version.split('.').map(Number);
  const need = wanted.split('.').map(Number);
  for (let i = 0; i < need.length; i++) {
    if ((have[i] ?? 0) !== need[i]) {
      return (have[i] ?? 0) > need[i];
    }
  }
  return true;
}

function checkNode(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = engines.node.replace(/^>=/, '');
  if (!isAtLeast(process.versions.node, wanted)) {
    throw new SetUpError(
      `Node ${process.versions.node} is too old: Cadência needs Node ${wanted} or later (https://nodejs.org/en/download).`,
    );
  }
}

function ownerOf(path) {
  const { uid } = statSync(path);
  return uid === 0 ? 'root' : `user ${uid}`;
}

/** A clone made by another user, or touched by an earlier `sudo npm start`, fails here and not in the middle. */
function checkWritable(root) {
  for (const name of ['.', 'node_modules', 'dist', '.cache', 'data']) {
    const path = join(root, name);
    if (!existsSync(path)) {
      continue;
    }
    try {
      accessSync(path, constants.W_OK | constants.X_OK);
    } catch {
      throw new SetUpError(
        `${path} belongs to ${ownerOf(path)} and you (user ${process.getuid?.()}) cannot write to it. ` +
          `Give it to yourself with: sudo chown -R "$(id -un)" '${root}'  or clone into a folder of your own.`,
      );
    }
  }
}

/**
 * Why the installed packages do not fit the lock file, or null when they do. npm writes its own record of what it
 * installed as the last step, so an interrupted installation has none.
 */
export function installationGap(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) {
    return 'no dependencies are installed';
  }
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    const found = installed[path]?.version;
    if (path === '' || found === entry.version || (found === undefined && entry.optional)) {
      continue;
    }
    return `${path.replace(/^.*node_modules\//, '')} ${entry.version} is wanted, ${found ?? 'none'} is installed`;
  }
  return null;
}

const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED)\b/;

async function install(root) {
  const gap = installationGap(root);
  if (gap === null) {
    return;
  }
  if (existsSync(join(root, 'node_modules')) && lstatSync(join(root, 'node_modules')).isSymbolicLink()) {
    throw new SetUpError(
      `node_modules is a link to somewhere else and does not fit package-lock.json (${gap}). ` +
        'Run npm ci where it leads, or remove the link.',
    );
  }
  console.log(`Installing the dependencies: ${gap}.`);
  const npm = process.env['npm_execpath'];
  const viaNode = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  let said = '';
  const ended = await runForeground(
    viaNode ? process.execPath : 'npm',
    [
      ...(viaNode ? [npm] : []),
      ...['ci', '--include=dev', '--include=optional', '--prefer-offline', '--no-audit', '--no-fund'],
      ...['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=10000'],
    ],
    {
      cwd: root,
      onStderr: (text) => {
        said = (said + text).slice(-20_000);
      },
    },
  ).catch((error) => {
    throw new SetUpError(`npm could not be started (${error.code}): install npm, it comes with Node.`);
  });
  if (ended.wished) {
    process.exit(130);
  }
  if (ended.code !== 0) {
    const code = NO_NETWORK.exec(said)?.[1];
    throw new SetUpError(
      code
        ? `The dependencies could not be fetched: the npm registry does not answer (${code}). The first start needs ` +
            'it once; check the network, the proxy and `npm config get registry`, then run the same command again.'
        : `npm ci ended with exit code ${ended.code}; its own words are above. Then run the same command again.`,
    );
  }
}

const LOCK_WAIT_MS = 10 * 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One set-up at a time in a clone: `npm start` and `npm test` may be begun side by side. */
async function withLock(root, work) {
  const lock = join(root, '.cache', 'set-up.lock');
  mkdirSync(dirname(lock), { recursive: true });
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (holder > 0 && !isAlive(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new SetUpError(
        `Process ${holder} has been setting up this clone for too long; end it, remove ${lock}.`,
      );
    }
    if (!told) {
      console.log(`Waiting for process ${holder}, which is setting up this clone.`);
      told = true;
    }
    await pause(250);
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Makes the clone ready to run: checks, dependencies and, unless `compile` is false, the build. */
export async function setUp({ root = ROOT, compile = true } = {}) {
  checkNode(root);
  checkWritable(root);
  await withLock(root, async () => {
    await install(root);
    if (compile && existsSync(join(root, 'tsconfig.json')) && (await build(root)) !== 0) {
      throw new SetUpError('The build failed; the compiler says where, above.');
    }
  });
}

/** Runs a command's main function and turns errors into one line and exit code 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetUpError ? `\n${error.message}` : error);
    process.exit(1);
  }
}
