/** Sends a signal and says whether there was a process to take it; a process that is gone is no error. */
export function isDelivered(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
