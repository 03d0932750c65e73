import { spawnSync } from 'node:child_process';

/** Ties a process, with all threads it has and will have, to these cores; false where nothing here can do it. */
export function keepTo(cores: string, pid: number): boolean {
  const { status } = spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)], {
    timeout: 5000,
  });
  return status === 0;
}
