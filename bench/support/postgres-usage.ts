import { readdir, readFile } from 'node:fs/promises';

/** Ticks a second in /proc/<pid>/stat: fixed at 100 for user space on Linux x86-64. */
const MS_PER_TICK = 10;

/** Processor time of a PostgreSQL so far, in ms: its postmaster and all its children, those included that have ended. */
export async function postgresCpuMs(postmaster: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const ticks = await Promise.all(pids.map((pid) => ticksOf(Number(pid), postmaster)));
  return ticks.reduce((sum, one) => sum + one, 0) * MS_PER_TICK;
}

async function ticksOf(pid: number, postmaster: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // After the command's name, which may itself hold blanks and brackets: state, parent, …
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [own, ended] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
  if (pid === postmaster) {
    return own + ended;
  }
  return Number(fields[1]) === postmaster ? own : 0;
}
