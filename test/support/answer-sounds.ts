import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAudio } from '../../src/adapters/asterisk-process/sipp-process.js';
import { decodeG711 } from '../../src/core/ear/g711.js';
import { CACHE_FOLDER, ROOT_FOLDER } from './telephony-lab.js';

const FOLDER = join(CACHE_FOLDER, 'audio');
let made: Promise<void> | null = null;

/** What the laboratory's people, machines and networks say (scripts/make-audio.mjs), at 8 kHz. */
export async function answerSound(name: string): Promise<Int16Array> {
  made ??= makeAudio(ROOT_FOLDER, FOLDER);
  await made;
  return decodeG711(await readFile(join(FOLDER, `${name}.al`)), 'alaw');
}
