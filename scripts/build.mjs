// npm run build: compiles src/ into dist/, layer by layer (a wrong import between layers does not compile), copies what
// is not TypeScript, removes what belongs to sources that are gone, and bundles the screens.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildScreens } from './build-screens.mjs';

function filesBelow(folder) {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    : [];
}

/** Compiled files whose source is gone: left alone, they would still run. */
function removeOrphans(src, dist) {
  for (const file of filesBelow(dist)) {
    const inside = relative(dist, file);
    const source = inside.replace(/\.(js|js\.map|d\.ts)$/, '');
    const known = [`${source}.ts`, `${source}.tsx`, inside].some((name) => existsSync(join(src, name)));
    if (!known && !inside.endsWith('.tsbuildinfo') && !inside.startsWith('ui/')) {
      rmSync(file);
    }
  }
}

function copyAssets(src, dist) {
  for (const file of filesBelow(src)) {
    const target = join(dist, relative(src, file));
    // The screens are bundled, not copied.
    if (relative(src, file).startsWith('ui')) {
      continue;
    }
    if (['.ts', '.tsx', '.md'].includes(extname(file)) || /tsconfig\.json$/.test(file)) {
      continue;
    }
    if (!existsSync(target) || !readFileSync(target).equals(readFileSync(file))) {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(file, target);
    }
  }
}

/** Builds below `root`; resolves with the compiler's exit code. */
export async function build(root) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    console.error('The compiler is not installed. Run: npm ci');
    return 1;
  }
  const code = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, '-b'], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  if (code === 0) {
    removeOrphans(join(root, 'src'), join(root, 'dist'));
    copyAssets(join(root, 'src'), join(root, 'dist'));
    return buildScreens(root);
  }
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await build(dirname(dirname(process.argv[1])));
}
