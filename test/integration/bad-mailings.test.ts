import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CAMPAIGN, rowsOf } from '../support/collection-floor.js';
import { buildProduct, labConfig, TestServer } from '../support/server-process.js';
import { TestDatabases } from '../support/test-database.js';

let databases: TestDatabases;
let databaseUrl: string;
let server: TestServer;
let campaigns = 0;
let campaign: string;

beforeAll(async () => {
  await buildProduct();
  databases = await TestDatabases.start();
  databaseUrl = await databases.create();
  const lab = labConfig({ ariUrl: 'http://127.0.0.1:1/ari', user: 'nobody', password: 'none' }, databaseUrl);
  // Nothing is dialled here, so the simulator will do.
  server = await TestServer.prepare({ ...lab, config: { ...lab.config, switch: 'simulator' } });
  await server.start();
});
beforeEach(async () => {
  campaigns += 1;
  campaign = `${CAMPAIGN}-${campaigns}`;
  await server.call('PUT', `/v1/campaigns/${campaign}`, { name: campaign });
});
afterAll(async () => {
  await server?.dispose();
  await databases?.stop();
});

async function importFile(name: string, content: string | Buffer) {
  const file = join(server.folder, `${campaign}-${name}`);
  await writeFile(file, content);
  const rejects = `${file}.rejects.csv`;
  const ended = await server.command('import', file, '--campaign', campaign, '--rejects', rejects);
  return { ...ended, rejects: await readFile(rejects, 'utf8').catch(() => '') };
}

const names = async (): Promise<readonly string[]> =>
  (
    await rowsOf<{ name: string }>(
      databaseUrl,
      `select name from contacts where campaign_id = '${campaign}' order by line`,
    )
  ).map(({ name }) => name);

test('bad rows come back one by one with line, column and reason, and the good ones are loaded', async () => {
  const rows = [
    'nome;telefone;cpf;prioridade',
    'Ana;11987650001;;',
    'Bruno;123;;',
    'Carla;;;',
    'Davi;00987650002;;',
    'Eva;11987650003;11111111111;',
    'Fabio;11987650004;;alta',
    'Gil;onze nove oito;;',
    'Hugo;11987650005;;3',
  ];
  const { code, output, rejects } = await importFile('rows.csv', `${rows.join('\r\n')}\r\n`);
  expect(code).toBe(0);
  expect(output).toMatch(/8 rows read .* 2 added, 0 already there, 6 rejected/);
  expect(await names()).toEqual(['Ana', 'Hugo']);
  const lines = rejects.replace('\uFEFF', '').trim().split(/\r?\n/).slice(1);
  expect(lines.map((line) => line.split(/[,;]/)[0])).toEqual(['3', '4', '5', '6', '7', '8']);
  expect(rejects).toMatch(
    /phone_length[\s\S]*phone_missing[\s\S]*phone_ddd[\s\S]*cpf[\s\S]*priority[\s\S]*phone_letters/,
  );
  // What was wrong is told without saying who it was.
  expect(rejects).not.toMatch(/Bruno|Eva|11987650003|11111111111/);
});

test.each([
  ['windows-1252', 'latin1'],
  ['UTF-16', 'utf16le'],
] as const)('a file in %s keeps its accents', async (_, encoding) => {
  const mark = encoding === 'utf16le' ? '\uFEFF' : '';
  const { code } = await importFile(
    'accents.csv',
    Buffer.from(`${mark}nome;telefone\nJosé Antônio Conceição;11987650101\n`, encoding),
  );
  expect(code).toBe(0);
  expect(await names()).toEqual(['José Antônio Conceição']);
});

test('a row with broken bytes in a UTF-8 file is rejected alone or kept, and never stops the file', async () => {
  const { code, output } = await importFile(
    'bytes.csv',
    Buffer.concat([
      Buffer.from('nome;telefone\nÂngela;11987650201\n'),
      Buffer.from([0x4a, 0x6f, 0xc3, 0x28]),
      Buffer.from(';11987650202\nÍris;11987650203\n'),
    ]),
  );
  expect(code).toBe(0);
  expect(output).toMatch(/3 rows read/);
  expect((await names()).length).toBeGreaterThanOrEqual(2);
});

test('a file without a column of phones is refused with what to do, and nothing is loaded', async () => {
  const { code, output } = await importFile('columns.csv', 'nome;contrato\nAna;C1\n');
  expect(code).toBe(1);
  expect(output).toMatch(/DLR_INPUT_INVALID.*(phone|telefone)/is);
  expect(await names()).toEqual([]);
});

test.each([
  ['an empty file', ''],
  ['a file of zeros', Buffer.alloc(4096)],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
])('%s is refused with a sentence, and the server goes on', async (_, content) => {
  const { code, output } = await importFile('broken.csv', content);
  expect(code).toBe(1);
  expect(output).toMatch(/error: DLR_INPUT_\w+: /);
  expect(await server.call('GET', '/v1/engine')).toMatchObject({ unwritten: 0 });
});

test('the same person twice in a file is one contact, and a second import of the file adds nothing', async () => {
  const file = `nome;telefone;contrato\n${Array.from(
    { length: 300 },
    (_, index) => `Cliente ${index};119876${String(index % 200).padStart(5, '0')};C${index % 200}`,
  ).join('\n')}\n`;
  const first = await importFile('twice.csv', file);
  expect(first.output).toMatch(/300 rows read .* 200 added, 100 already there, 0 rejected/);
  const second = await importFile('twice.csv', file);
  expect(second.code).toBe(0);
  expect(second.output).toMatch(/300 rows read .* 0 added, 300 already there, 0 rejected/);
  expect(await names()).toHaveLength(200);
});

test('an import cut off by a crash is taken up again and adds every row once', async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, index) => `Cliente ${index};1198${String(index).padStart(7, '0')};D${index}`,
  );
  const file = join(server.folder, 'long.csv');
  await writeFile(file, `nome;telefone;contrato\n${rows.join('\n')}\n`);
  // The tests before this one uploaded too: only what is said from here on is about this file.
  const { length } = server.program.output;
  const cut = server.command('import', file, '--campaign', campaign);
  await server.program.said(
    /"POST","route":"\/v1\/campaigns\/:id\/mailings","status":202/,
    undefined,
    length,
  );
  await server.program.kill();
  expect((await cut).code).toBe(1);
  await server.start();
  const again = await server.run('import', file, '--campaign', campaign);
  expect(again).toMatch(/20000 rows read .* 0 rejected/);
  expect(await names()).toHaveLength(20_000);
});
