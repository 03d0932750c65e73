import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineSharedFolder } from '../../../src/app/doctor/examine-machine.js';
import { chartOf, type Symptom } from '../../../src/app/doctor/symptom.js';
import { markOf } from '../../../src/app/server/shared-folder.js';
import { checkConfig } from '../../../src/config/check-config.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-folders-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the doctor says of the shared folder, without the room on this machine's disk. */
async function examine(sharedFolder: string): Promise<readonly string[]> {
  const env = { CADENCIA_DATA_FOLDER: 'data', CADENCIA_SHARED_FOLDER: sharedFolder };
  const { config, findings } = checkConfig({ file: null, env, cwd: folder });
  expect(findings).toEqual([]);
  const symptoms: Symptom[] = [];
  await examineSharedFolder(config!, chartOf('data', symptoms));
  return symptoms.map(({ state, what }) => `${state}: ${what}`).filter((line) => !/GiB|inodes/.test(line));
}

test('a folder of its own that is not there is an error, one nobody used is doubted', async () => {
  expect(await examine('shared')).toEqual([
    `error: The shared folder ${join(folder, 'shared')} is not there, or its mount does not answer`,
  ]);
  expect(await examine('.')).toEqual([
    `warning: The shared folder ${folder} has not been used by a server yet`,
  ]);
  writeFileSync(join(folder, 'file'), '');
  expect((await examine('file'))[0]).toContain('error: ');
});

test('the mark by which servers are compared is told', async () => {
  const mark = await markOf(join(folder, 'shared'));
  expect(await examine('shared')).toEqual([
    `good: The shared folder ${join(folder, 'shared')} is ${mark.slice(0, 8)}; every server must say so`,
  ]);
});

test('of the data folder all is said already', async () => {
  expect(await examine('')).toEqual([]);
});
