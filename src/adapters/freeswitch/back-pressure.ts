/*
 * FreeSWITCH answers a paused server, a full one, one at its calls a second and an id that lives already all with the
 * same `-ERR DESTINATION_OUT_OF_ORDER`, and no channel is heard of. Only its status tells which it was, so it is asked.
 */

import type { BackPressure } from '../../ports/media.js';

/** What every cause of a full server reads like. */
export const FULL_CAUSE = 'DESTINATION_OUT_OF_ORDER';

/** What FreeSWITCH refuses calls for. */
export type FreeswitchPressureKind = Exclude<BackPressure, 'slow'>;

const WORDS: Readonly<Record<FreeswitchPressureKind, string>> = {
  paused: "it is paused: 'fsctl resume' there lets calls out again",
  sessions:
    "all its sessions are taken: raise 'max-sessions' in switch.conf.xml, or give the trunks fewer channels",
  rate: "it has made all the calls it may this second: raise 'sessions-per-second' in switch.conf.xml above the sum of the trunks' cps",
};

/** In words, with what to do. */
export function describePressure(pressure: FreeswitchPressureKind): string {
  return WORDS[pressure];
}

/** Reads `fsctl pause_check` and `status`; null where nothing speaks of pressure. */
export function readPressure(pauseCheck: string, status: string): FreeswitchPressureKind | null {
  if (pauseCheck.trim() === 'true') {
    return 'paused';
  }
  const sessions = readSessions(status);
  const most = figure(status, /^(\d+) session\(s\) max/m);
  if (sessions !== null && most !== null && sessions >= most) {
    return 'sessions';
  }
  const rate = figure(status, /^(\d+) session\(s\) per Sec out of max \d+/m);
  const mostRate = readMostPerSecond(status);
  return rate !== null && mostRate !== null && rate >= mostRate ? 'rate' : null;
}

/** The most calls a second that it makes, in `status`; null where it does not tell. */
export function readMostPerSecond(status: string): number | null {
  return figure(status, /^\d+ session\(s\) per Sec out of max (\d+)/m);
}

/** Sessions that are alive, in `status`; null where it does not tell. */
export function readSessions(status: string): number | null {
  return figure(status, /^(\d+) session\(s\) - peak/m);
}

function figure(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
