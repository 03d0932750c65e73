// Runs one program in the foreground and passes signals on, each exactly once.
//
// A Ctrl-C at a terminal reaches every process of the foreground group, and npm forwards what it gets on top of that,
// so a plain child would see two or three SIGINTs for one key press and take the second one for "stop at once". The
// child therefore gets a process group of its own, which the terminal does not reach, and hears from us only. Signals
// that follow within COALESCE_MS are the same key press; a later one is a second wish and is passed on too.
import { spawn } from 'node:child_process';

const COALESCE_MS = 300;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Starts `program` and resolves when it has ended, with its exit code and the signal that ended it.
 * `stderr` is 'inherit' or a function that sees each chunk (which is still shown). `deadlineMs` ends it: SIGTERM, then
 * SIGKILL ten seconds later, to its whole group.
 */
export function runForeground(program, args, options = {}) {
  const { cwd, env = process.env, onStderr, deadlineMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['inherit', 'inherit', onStderr ? 'pipe' : 'inherit'],
    });
    let lastAt = Number.NEGATIVE_INFINITY;
    let timedOut = false;
    let wished = null;
    const forward = (signal) => {
      const now = performance.now();
      if (now - lastAt < COALESCE_MS) {
        return;
      }
      lastAt = now;
      wished = signal;
      // The terminal is gone after a SIGHUP; the child is to end in order, as after SIGTERM.
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    };
    const killGroup = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended already.
      }
    };
    const timers = [];
    if (deadlineMs) {
      timers.push(
        setTimeout(() => {
          timedOut = true;
          killGroup('SIGTERM');
        }, deadlineMs),
        setTimeout(() => killGroup('SIGKILL'), deadlineMs + 10_000),
      );
    }
    for (const signal of FORWARDED) {
      process.on(signal, forward);
    }
    const settle = () => {
      for (const timer of timers) {
        clearTimeout(timer);
      }
      for (const signal of FORWARDED) {
        process.off(signal, forward);
      }
    };
    child.stderr?.on('data', (chunk) => {
      process.stderr.write(chunk);
      onStderr(chunk.toString());
    });
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code, signal) => {
      settle();
      resolve({ code, signal, timedOut, wished });
    });
  });
}

/** Ends this process as the child ended: the same exit code, or the same signal. */
export function endLike({ code, signal }) {
  if (signal) {
    process.kill(process.pid, signal);
    return;
  }
  process.exit(code ?? 1);
}
