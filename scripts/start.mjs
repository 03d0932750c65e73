// npm start: everything a fresh clone needs, then the demo. Arguments after -- go to `cadencia demo`.
import { join } from 'node:path';
import { endLike, runForeground } from './foreground.mjs';
import { ROOT, runMain, setUp } from './set-up.mjs';

await runMain(async () => {
  await setUp();
  const program = join(ROOT, 'dist', 'app', 'main.js');
  endLike(await runForeground(process.execPath, [program, 'demo', ...process.argv.slice(2)]));
});
