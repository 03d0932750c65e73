import { readdir, readFile } from 'node:fs/promises';

async function parentOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** The processes that a process started and that live. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((id) => id > 0);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, place) => parents[place] === pid);
}

/** Sends a signal to a process and its children, the process first; those that are gone are left out. */
export async function signalTree(pid: number, signal: NodeJS.Signals): Promise<void> {
  for (const one of [pid, ...(await childrenOf(pid))]) {
    signalIfThere(one, signal);
  }
}

export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
