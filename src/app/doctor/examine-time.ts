import { execFile } from 'node:child_process';
import { SECOND } from '../../core/kernel/time.js';
import type { Chart } from './symptom.js';

/** Zones of the country with the hour of noon UTC on a January day: none has had summer time since 2019. */
const NOON_BY_ZONE = {
  'America/Noronha': 10,
  'America/Sao_Paulo': 9,
  'America/Manaus': 8,
  'America/Rio_Branco': 7,
} as const;
const JANUARY = Date.parse('2026-01-15T12:00:00Z');

/** What a program says; null where it is not there or does not answer. */
type Ask = (program: string, args: readonly string[]) => Promise<string | null>;

const askProgram: Ask = (program, args) =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: 3 * SECOND }, (error, stdout) =>
      resolve(error === null ? stdout.trim() : null),
    );
  });

/** Whether somebody keeps the clock, and whether this Node knows the zones of the country. */
export async function examineTime(chart: Chart, ask: Ask = askProgram): Promise<void> {
  const kept = await ask('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  if (kept === 'yes') {
    chart.good('The clock of this machine is kept by NTP');
  } else {
    chart.warn(
      kept === null
        ? 'Nobody here says whether the clock is kept (timedatectl does not answer)'
        : 'The clock of this machine is not kept by NTP',
      'Run chrony or systemd-timesyncd (in a container: on its host): hours of calling are read from this clock.',
    );
  }
  const wrong = Object.entries(NOON_BY_ZONE).filter(([zone, hour]) => hourIn(zone) !== hour);
  if (wrong.length > 0) {
    chart.error(
      `This Node has the wrong time for ${wrong.map(([zone]) => zone).join(', ')} (tzdata ${process.versions['tz'] ?? 'unknown'})`,
      'Install a Node with full ICU of this decade: hours of calling go by the zone of who is called.',
    );
  } else {
    chart.good(`The zones of the country are right (tzdata ${process.versions['tz'] ?? 'of the system'})`);
  }
}

function hourIn(timeZone: string): number {
  try {
    const text = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(
      JANUARY,
    );
    return Number(text);
  } catch {
    return Number.NaN;
  }
}
