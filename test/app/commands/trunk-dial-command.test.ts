import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../../support/command-run.js';

const CONFIG = `
carriers: [{ id: alfa }]
trunks:
  - id: alfa-sp
    carrier: alfa
    kind: sip
    host: sbc.alfa.example
    channels: 10
    cps: 1
    dial:
      caller: national
      csp: "21"
      home_ddds: ["11"]
      prefix: "77"
      headers: [{ name: X-Carteira, value: "{campaign}" }]
      codecs: [alaw]
`;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadencia-dial-'));
  file = join(folder, 'cadencia.yaml');
  await writeFile(file, CONFIG);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCommand(['trunk', 'dial', ...args, '--config', file]);

it('says digit by digit what would go to the carrier, and why', async () => {
  const { code, out, err } = await run(
    ...['(21) 3333-4444', '--trunk', 'alfa-sp', '--line', '+551140001000', '--dry-run'],
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
    'WHAT    AS IT GOES OUT',
    'called  770212133334444@alfa-sp',
    '        long distance: 0 + CSP + DDD + number',
    "        the carrier's prefix before it",
    'caller  1140001000',
    'header  X-Carteira: CAMPAIGN',
    'codecs  alaw',
    '',
  ]);
});

it.each([
  [
    'a trunk that is not there',
    ['11987654321', '--trunk', 'beta', '--dry-run'],
    /No trunk is called 'beta'.*alfa-sp/,
  ],
  ['no number', ['abc', '--trunk', 'alfa-sp', '--dry-run'], /'abc'/],
  ['a real call', ['11987654321', '--trunk', 'alfa-sp'], /--dry-run/],
])('refuses %s with what to do', async (_, args, said) => {
  const { code, err } = await run(...args);
  expect(code).not.toBe(0);
  expect(err).toMatch(said);
});

it('a header that would forge who calls is refused where it stands', async () => {
  await writeFile(file, CONFIG.replace('X-Carteira', 'From'));
  const { code, err } = await run('11987654321', '--trunk', 'alfa-sp', '--dry-run');
  expect(code).not.toBe(0);
  expect(err).toMatch(/trunks\[0\]\.dial\.headers\[0\].*From is written by the media server/s);
});
