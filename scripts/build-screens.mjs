// Bundles the screens (src/ui) into dist/ui with Vite, says what the shell weighs and fails when it weighs too much. Does
// nothing when nothing it reads has changed: `npm start` and `npm test` build first.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a reader loads before the first screen shows: the entry with all it imports at once, and its styles. */
const MOST_SHELL_BYTES = 150_000;

const STAMP = '.inputs';

function inputsOf(root) {
  const hash = createHash('sha256');
  const folders = ['src/ui', 'src/contract', 'src/core'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  for (const file of [...files.sort(), join(root, 'package-lock.json'), import.meta.filename]) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Bytes after gzip of the entry, of what it imports statically and of their styles. */
function shellBytes(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'));
  const files = new Set();
  const add = (key) => {
    const { file, css = [], imports = [] } = manifest[key];
    if (!files.has(file)) {
      for (const name of [file, ...css]) {
        files.add(name);
      }
      imports.forEach(add);
    }
  };
  add(Object.keys(manifest).find((key) => manifest[key].isEntry));
  return [...files].reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
}

/** Options of Vite that the build and the development server share. */
export async function screenOptions(root) {
  const { default: react } = await import('@vitejs/plugin-react');
  return {
    configFile: false,
    root: join(root, 'src/ui'),
    base: '/app/',
    plugins: [react()],
    logLevel: 'warn',
  };
}

/** Whoever builds from within a test has another mode in his environment, and would get React as for development. */
async function asInProduction(run) {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await run();
  } finally {
    if (before === undefined) {
      delete process.env.NODE_ENV;
    } else {
      process.env.NODE_ENV = before;
    }
  }
}

/** Resolves with an exit code. */
export async function buildScreens(root) {
  const folder = join(root, 'dist', 'ui');
  const stamp = join(folder, STAMP);
  const inputs = inputsOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) {
    return 0;
  }
  rmSync(stamp, { force: true });
  await asInProduction(async () => {
    const { build } = await import('vite');
    await build({
      ...(await screenOptions(root)),
      build: {
        outDir: folder,
        emptyOutDir: true,
        manifest: true,
        target: 'es2022',
        // The content security policy lets nothing in from data: addresses.
        assetsInlineLimit: 0,
        reportCompressedSize: false,
      },
    });
  });
  const bytes = shellBytes(folder);
  console.log(
    `screens: the shell is ${(bytes / 1000).toFixed(1)} kB gzip (at most ${MOST_SHELL_BYTES / 1000})`,
  );
  if (bytes > MOST_SHELL_BYTES) {
    console.error(
      'screens: the shell is too heavy; load what is not on every screen with its screen (lazily).',
    );
    return 1;
  }
  writeFileSync(stamp, inputs);
  return 0;
}
