import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type AsteriskSettings,
  asteriskFolders,
  renderAsteriskConfiguration,
  renderTemplate,
} from '../../../src/adapters/asterisk-process/asterisk-configuration.js';
import { parseSippLog } from '../../../src/adapters/asterisk-process/sipp-process.js';
import { ROOT_FOLDER } from '../../support/telephony-lab.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadencia-configuration-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const INSTALLATION = { program: 'asterisk', programArguments: [], modulesFolder: '/m', dataFolder: '/d' };

function settings(changes: Partial<AsteriskSettings> = {}): AsteriskSettings {
  return {
    runFolder: folder,
    bindAddress: '127.0.0.1',
    httpPort: 8088,
    sipPort: 5060,
    rtpStart: 10_000,
    rtpEnd: 10_999,
    ariUser: 'cadencia',
    ariPassword: 'segredo',
    trunks: [{ name: 'operadora', host: '127.0.0.1', port: 5070 }],
    agents: [
      { name: '2001', kind: 'websocket', password: 'outro-segredo' },
      { name: '2002', kind: 'fixed', contact: 'sip:2002@127.0.0.1:5080' },
    ],
    musicFolder: '/music',
    ...changes,
  };
}

describe('rendering the configuration', () => {
  test('leaves no placeholder outside comments, in any file', async () => {
    const { etc } = await renderAsteriskConfiguration(ROOT_FOLDER, INSTALLATION, settings());
    const files = (await readdir(etc, { recursive: true })).filter((name) => name.endsWith('.conf'));
    expect(files).toEqual(
      expect.arrayContaining([
        'modules.conf',
        'extensions.conf',
        'pjsip.d/trunk-operadora.conf',
        'pjsip.d/agent-2001.conf',
      ]),
    );
    for (const file of files) {
      const lines = (await readFile(join(etc, file), 'utf8'))
        .split('\n')
        .filter((line) => !line.startsWith(';'));
      expect(
        lines.filter((line) => /@[A-Z_]+@/.test(line)),
        file,
      ).toEqual([]);
    }
  });

  test('files with passwords can be read by the owner only', async () => {
    const { etc } = await renderAsteriskConfiguration(ROOT_FOLDER, INSTALLATION, settings());
    for (const file of ['ari.conf', 'pjsip.d/agent-2001.conf']) {
      expect((await stat(join(etc, file))).mode & 0o077, file).toBe(0);
    }
  });

  test('a trunk that is gone from the settings is gone from the configuration', async () => {
    await renderAsteriskConfiguration(ROOT_FOLDER, INSTALLATION, settings());
    const { etc } = await renderAsteriskConfiguration(ROOT_FOLDER, INSTALLATION, settings({ trunks: [] }));
    expect(await readdir(join(etc, 'pjsip.d'))).toEqual(['agent-2001.conf', 'agent-2002.conf']);
  });

  test.each([
    ['a password', { ariPassword: 'x\n[admin]' }],
    ['a trunk’s host', { trunks: [{ name: 'a', host: 'b\nc', port: 1 }] }],
    ['a telephone’s address', { agents: [{ name: 'a', kind: 'fixed' as const, contact: 'sip:a@b\n[c]' }] }],
  ])('%s with a line break is refused, as it would write a section of its own', async (_what, changes) => {
    await expect(renderAsteriskConfiguration(ROOT_FOLDER, INSTALLATION, settings(changes))).rejects.toThrow(
      'DLR_CONFIG_INVALID',
    );
  });

  test('a placeholder without a value names itself in the error', () => {
    expect(() => renderTemplate('port = @NO_SUCH@', {})).toThrow('@NO_SUCH@');
  });

  test('a run folder too deep for a socket keeps its control socket elsewhere', () => {
    const deep = `/tmp/${'a'.repeat(120)}`;
    expect(asteriskFolders(deep).control.length).toBeLessThan(95);
  });
});

test('SIPp’s log is read without its last line while that is still being written', () => {
  const log =
    '2026-01-02\t03:04:05.678901\t1767323045.678901;ab@127.0.0.1;sip:+5511;FINAL 486\n2026-01-02\t03:04:06;ab';
  expect(parseSippLog(log)).toEqual([
    { atMs: 1_767_323_045_679, sipCallId: 'ab@127.0.0.1', number: '+5511', event: 'FINAL 486' },
  ]);
});
