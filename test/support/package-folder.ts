import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Path of a folder or file at the package's root, the same from `src/`, from `dist/` and when installed.
 * The compiler copies no SQL or Lua, so such files live at the root and are found by walking up.
 */
export function packagePath(...parts: readonly string[]): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'cadencia') {
      return join(folder, ...parts);
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(`The package's own folder was not found above ${fileURLToPath(import.meta.url)}`);
    }
    folder = parent;
  }
}
