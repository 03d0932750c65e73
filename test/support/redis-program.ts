import {
  findDebianProgram,
  type StartableProgram,
} from '../../src/adapters/asterisk-process/asterisk-installation.js';
import { CACHE_FOLDER, ROOT_FOLDER } from './telephony-lab.js';

/** Debian's Redis, fetched without root into the cache when it is not there yet. */
export function redisProgram(): Promise<StartableProgram> {
  return findDebianProgram(
    { cacheFolder: CACHE_FOLDER, rootFolder: ROOT_FOLDER },
    'redis-server',
    'redis-server',
  );
}
