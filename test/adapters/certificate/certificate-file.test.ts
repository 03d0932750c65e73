import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CertificateFile } from '../../../src/adapters/certificate/certificate-file.js';
import { DAY } from '../../../src/core/kernel/time.js';
import type { CertificatePair } from '../../../src/ports/server-certificate.js';
import { newPair } from '../../support/made-certificate.js';
import { makeManualClock } from '../../support/manual-clock.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('certificate-file');
const said: string[] = [];
let file: CertificateFile | null = null;
let clock = makeManualClock(Date.now());

function write({ certificate, key }: CertificatePair) {
  return {
    certificateFile: folder.file('server.crt', certificate),
    keyFile: folder.file('server.key', key),
  };
}

async function open(pair: CertificatePair): Promise<CertificateFile> {
  file = await CertificateFile.open({ ...write(pair), clock, onTrouble: (text) => said.push(text) });
  return file;
}

beforeEach(() => {
  said.length = 0;
  clock = makeManualClock(Date.now());
});
afterEach(() => file?.close());

test('a renewed certificate is told of, and one that is half written leaves the one before in use', async () => {
  const [first, second] = [newPair(), newPair()];
  const opened = await open(first);
  const heard: CertificatePair[] = [];
  opened.onChange((pair) => heard.push(pair));
  writeFileSync(`${folder.path}/server.crt`, second.certificate);
  await opened.look();
  await opened.look();
  expect(said).toEqual([expect.stringMatching(/server\.key is not the key of .*stays in use\.$/)]);
  expect(opened.current()).toEqual(first);
  write(second);
  await opened.look();
  expect(heard).toEqual([second]);
  writeFileSync(`${folder.path}/server.key`, 'no key');
  await opened.look();
  expect(said.at(-1)).toContain('hold no certificate and key');
  expect(opened.current()).toEqual(second);
});

test('it looks every quarter of a minute, until it is closed', async () => {
  const opened = await open(newPair());
  const next = newPair();
  const heard = new Promise((resolve) => opened.onChange(resolve));
  write(next);
  clock.advance(15_000);
  expect(await heard).toEqual(next);
  opened.close();
  expect(clock.timers()).toBe(0);
});

test('the end that comes near is said aloud, before it is there', async () => {
  const opened = await open(newPair());
  expect(said).toEqual([]);
  clock.advance(380 * DAY);
  await opened.look();
  expect(said).toEqual([expect.stringMatching(/ends in 16 days; renew it\.$/)]);
  clock.advance(20 * DAY);
  await opened.look();
  expect(said[1]).toContain('has ended');
});

test('files that are no pair, or are not there, stop the start and say which key to correct', async () => {
  const { certificate } = newPair();
  await expect(open({ certificate, key: newPair().key })).rejects.toThrow('is not the key of');
  await expect(
    CertificateFile.open({
      certificateFile: '/nowhere/a',
      keyFile: '/nowhere/b',
      clock,
      onTrouble: () => {},
    }),
  ).rejects.toThrow('/nowhere/a cannot be read (ENOENT): correct http.certificate_file');
});
