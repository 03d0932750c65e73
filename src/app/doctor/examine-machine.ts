import { constants } from 'node:fs';
import { access, readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../config/config.js';
import { INSTALLATION_KEY_FILE } from '../commands/hash-cpf-command.js';
import { MARK_FILE } from '../server/shared-folder.js';
import type { Chart } from './symptom.js';

const GIB = 1024 ** 3;
/** Rows, recordings and the database grow by a few GiB a day of a large floor. */
const LEAST_DISK_GIB = 20;
const SCARCE_DISK_GIB = 2;
/** A socket an agent's page, several a call and a trunk. */
const LEAST_FILES = 65_536;
const NODE_WITH_FIXES = 22;
const MOUNT_MS = 5000;

/** Node, and how many files this process may open. */
export async function examineMachine(chart: Chart): Promise<void> {
  const node = process.versions.node;
  if (Number(node.split('.')[0]) < NODE_WITH_FIXES) {
    chart.warn(
      `Node ${node} gets no security fixes any more`,
      'Run it on Node 22 or 24; nothing else changes.',
    );
  } else {
    chart.good(`Node ${node}`);
  }
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const files = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.NaN);
  if (Number.isNaN(files)) {
    chart.notChecked('How many files may be open is not told by this system', '');
  } else if (files < LEAST_FILES) {
    chart.warn(
      `At most ${files} files may be open at once; a floor of some hundred agents needs more`,
      `Set LimitNOFILE=${LEAST_FILES} in the systemd unit, or 'ulimit -n ${LEAST_FILES}'.`,
    );
  } else {
    chart.good(`${files} files may be open at once`);
  }
}

/** The data folder: whose it is, its room, and that its secrets are nobody else's to read. */
export async function examineDataFolder(folder: string, chart: Chart): Promise<void> {
  const made = await stat(folder).catch(() => null);
  if (made === null) {
    chart.warn(
      `The data folder ${folder} is not there yet`,
      'The first start makes it; its parent must let it.',
    );
    return;
  }
  const writable = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!writable) {
    chart.error(
      `The data folder ${folder} cannot be written to by this user`,
      'Run as the user who owns it, or give it to him (chown).',
    );
  }
  await examineDisk(folder, chart);
  for (const name of [INSTALLATION_KEY_FILE, 'token']) {
    const file = await stat(join(folder, name)).catch(() => null);
    if (file !== null && (file.mode & 0o077) !== 0) {
      chart.error(
        `${join(folder, name)} can be read by others on this machine`,
        `chmod 600 ${join(folder, name)}; then, for the token, restart the server with a new one.`,
      );
    }
  }
}

/** The folder all servers of the database share; of one that is the data folder all is said already. */
export async function examineSharedFolder(config: Config, chart: Chart): Promise<void> {
  const { sharedFolder: folder, dataFolder } = config;
  if (folder === dataFolder) {
    return;
  }
  const fix = 'Look at its mount (shared_folder); imports and exports need it, calls do not.';
  const made = await inTime(stat(folder));
  if (made === null) {
    chart.error(`The shared folder ${folder} is not there, or its mount does not answer`, fix);
    return;
  }
  if ((await inTime(access(folder, constants.W_OK | constants.X_OK).then(() => true))) === null) {
    chart.error(`The shared folder ${folder} cannot be written to by this user`, fix);
  }
  const mark = await inTime(readFile(join(folder, MARK_FILE), 'utf8'));
  if (mark === null) {
    chart.warn(
      `The shared folder ${folder} has not been used by a server yet`,
      'If other servers run already, it is not theirs: give all of them one shared_folder.',
    );
  } else {
    chart.good(`The shared folder ${folder} is ${mark.slice(0, 8)}; every server must say so`);
  }
  await examineDisk(folder, chart);
}

/** Null for what fails, or what a mount whose server is away never answers. */
async function inTime<Value>(asked: Promise<Value>): Promise<Value | null> {
  const late = new AbortController();
  const limit = delay(MOUNT_MS, null, { signal: late.signal, ref: false }).catch(() => null);
  try {
    return await Promise.race([asked.catch(() => null), limit]);
  } finally {
    late.abort();
  }
}

async function examineDisk(folder: string, chart: Chart): Promise<void> {
  const { bavail, bsize, ffree, files } = await statfs(folder);
  const gib = (bavail * bsize) / GIB;
  const room = `${gib.toFixed(1)} GiB are free below ${folder}`;
  const fix = 'Free some room, shorten the retention of recordings, or move the data folder.';
  if (gib < SCARCE_DISK_GIB) {
    chart.error(`Only ${room}`, `${fix} A full disk stops all dialling.`);
  } else if (gib < LEAST_DISK_GIB) {
    chart.warn(room, fix);
  } else {
    chart.good(room);
  }
  if (files > 0 && ffree / files < 0.05) {
    chart.warn(`Nearly all file entries (inodes) below ${folder} are in use`, fix);
  }
}
