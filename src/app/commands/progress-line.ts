import type { CommandDeps } from './command-deps.js';

/** How far a slow command is: one line written over on a terminal, a line now and then elsewhere; on stderr. */
export interface ProgressLine {
  tell(what: string, done: number, total: number | null, note: string): void;
  end(): void;
}

const TERMINAL_MS = 100;
const PLAIN_MS = 5000;

export function makeProgressLine(deps: Pick<CommandDeps, 'stderr' | 'terminal'>): ProgressLine {
  const everyMs = deps.terminal ? TERMINAL_MS : PLAIN_MS;
  let lastMs = 0;
  let shown = false;
  return {
    tell(what, done, total, note) {
      const nowMs = Date.now();
      if (nowMs - lastMs < everyMs) {
        return;
      }
      lastMs = nowMs;
      const share = total === null || total === 0 ? '' : ` ${Math.floor((100 * done) / total)}%`;
      const line = `${what}${share}${note === '' ? '' : `: ${note}`}`;
      deps.stderr.write(deps.terminal ? `\r\u001b[K${line}` : `${line}\n`);
      shown = true;
    },
    end() {
      if (shown && deps.terminal) {
        deps.stderr.write('\r\u001b[K');
      }
      shown = false;
    },
  };
}
