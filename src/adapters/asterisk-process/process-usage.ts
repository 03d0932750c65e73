import { readFile } from 'node:fs/promises';

/** What a process has used so far, read from /proc. */
export interface ProcessUsage {
  readonly residentBytes: number;
  /** User and system time since the start. */
  readonly cpuMs: number;
}

/** Ticks a second in /proc/<pid>/stat: fixed at 100 for user space on Linux x86-64. */
const TICKS_PER_SECOND = 100;
const BYTES_PER_KILOBYTE = 1024;

/** The fields of /proc/<pid>/stat after the command's name, which may itself hold blanks and brackets. */
async function readStatFields(pid: number): Promise<readonly string[] | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Memory and processor time of a process; undefined when it is gone. */
export async function readProcessUsage(pid: number): Promise<ProcessUsage | undefined> {
  const fields = await readStatFields(pid);
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const resident = status?.match(/^VmRSS:\s+(\d+) kB/m)?.[1];
  if (fields === undefined || resident === undefined) return undefined;
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { residentBytes: Number(resident) * BYTES_PER_KILOBYTE, cpuMs: (ticks * 1000) / TICKS_PER_SECOND };
}

/**
 * When a process was started, in ticks since the machine's boot: with the pid it names one process for good, as pids
 * are used again. Undefined when it is gone, or dead and not yet collected by its parent.
 */
export async function readStartTicks(pid: number): Promise<number | undefined> {
  const fields = await readStatFields(pid);
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return Number(fields[19]);
}

/** The hard limit of open files, which Node takes for itself at its start and hands on to its children. */
export async function readHardFileLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const hard = limits.match(/^Max open files\s+\S+\s+(\d+)/m)?.[1];
  return hard === undefined ? 1024 : Number(hard);
}

/** True when a UDP socket is bound to the port on an IPv4 address of this machine. */
export async function isUdpPortBound(port: number): Promise<boolean> {
  const table = await readFile('/proc/net/udp', 'utf8').catch(() => '');
  return table.includes(`:${port.toString(16).toUpperCase().padStart(4, '0')} `);
}
