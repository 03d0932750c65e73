import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { openMailingFile } from '../../../src/adapters/mailing-file/open-mailing-file.js';
import { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import { makeInbox, takeInbox } from '../../../src/app/feeds/inbox.js';
import { CadenciaError } from '../../../src/core/kernel/errors.js';
import { parseCampaignId } from '../../../src/core/kernel/ids.js';
import { MINUTE } from '../../../src/core/kernel/time.js';
import { IntakeDesk } from '../../../src/engine/intake-desk.js';
import { realClock } from '../../support/manual-clock.js';

const CAMPAIGN = parseCampaignId('cobranca');
let folder = '';
let fault: Error | null = null;
let stores: MemoryStores;
const noted: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-inbox-'));
  fault = null;
  noted.length = 0;
  stores = new MemoryStores((operation) => (operation === 'intake.apply:reply' ? fault : null));
  await makeInbox(folder);
  mkdirSync(join(folder, 'contacts', CAMPAIGN));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Looks at the inbox after so long, as the server would. */
function look(laterMs = MINUTE) {
  const desk = new IntakeDesk({
    store: stores.intake,
    mailings: stores.mailings,
    clock: realClock,
    digest: nodeDigest,
    installationKeyHex: 'ab'.repeat(32),
    newSalt: () => 'cd'.repeat(16),
    hasCampaign: async (id) => id === CAMPAIGN,
    requireContract: async () => undefined,
    onAdded: () => undefined,
  });
  return takeInbox({
    folder,
    desk,
    openFile: openMailingFile,
    machineNowMs: () => Date.now() + laterMs,
    note: async (feed, what) => void noted.push(`${feed}: ${what}`),
    stopped: () => false,
  });
}

const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
const names = (path: string) => readdirSync(join(folder, path));
function reportIn(path: string): Record<string, unknown> {
  const report = names(path).find((name) => name.endsWith('.report.json')) ?? 'no report';
  return JSON.parse(readFileSync(join(folder, path, report), 'utf8')) as Record<string, unknown>;
}
const ready = async () => (await stores.contacts.counts(CAMPAIGN, Date.now() + MINUTE)).ready;

describe('the inbox', () => {
  it('takes CSV and JSON, moves them to done with a report of each row that was left out, and notes it', async () => {
    put(`contacts/${CAMPAIGN}/novos.csv`, 'nome;contrato;telefone\nAna;D-1;11987654321\nBia;D-2;12\n');
    put('debts/pagos.json', JSON.stringify([{ debt_id: 'D-9', since: '2026-10-01' }]));
    expect(await look()).toEqual({ done: 2, refused: 0 });
    expect(await ready()).toBe(1);
    const at = `done/contacts/${CAMPAIGN}`;
    expect(names(at).some((name) => name.endsWith('-novos.csv'))).toBe(true);
    expect(reportIn(at)).toMatchObject({
      ...{ file: 'novos.csv', problem: '', counts: { added: 1, refused: 1 } },
      refused: [{ line: 3, column: 'telefone', result: 'refused' }],
    });
    expect(names('debts')).toEqual([]);
    expect(noted).toEqual([
      `contacts/${CAMPAIGN}: file novos.csv {"refused":1,"added":1}`,
      'debts: file pagos.json {"noted":1}',
    ]);
    expect(await look()).toEqual({ done: 0, refused: 0 });
  });

  it('leaves files alone that may still be on their way', async () => {
    put('debts/a.csv.part', 'contrato;data\nD-1;2026-10-01\n');
    put('debts/.b.csv', 'contrato;data\nD-1;2026-10-01\n');
    put('debts/c.csv', 'contrato;da');
    expect(await look(0)).toEqual({ done: 0, refused: 0 });
    put('debts/c.csv', 'contrato;data\nD-1;2026-10-01\n');
    expect(await look(0)).toEqual({ done: 0, refused: 0 });
    expect(await look()).toEqual({ done: 1, refused: 0 });
    renameSync(join(folder, 'debts/a.csv.part'), join(folder, 'debts/a.csv'));
    expect(await look()).toEqual({ done: 1, refused: 0 });
    expect(names('debts')).toEqual(['.b.csv']);
  });

  it('goes on after a crash in the middle: what had its effect has none a second time', async () => {
    const text = `nome;contrato;telefone\n${Array.from({ length: 600 }, (_, i) => `N${i};D-${i};119${80_000_000 + i}`).join('\n')}\n`;
    put(`contacts/${CAMPAIGN}/novos.csv`, text);
    fault = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Away.' });
    await expect(look()).rejects.toMatchObject({ code: 'DLR_DATABASE_DOWN' });
    expect(await ready()).toBe(500);
    expect(names(`contacts/${CAMPAIGN}`)).toEqual([]);
    fault = null;
    expect(await look()).toEqual({ done: 1, refused: 0 });
    expect(await ready()).toBe(600);
    expect(reportIn(`done/contacts/${CAMPAIGN}`)).toMatchObject({ counts: { repeated: 500, added: 100 } });
  });

  it('does nothing with a file that is delivered again, and takes one of that name with other rows', async () => {
    const row = 'chave;contrato;data\n';
    put('debts/pagos.csv', `${row}1;D-1;2026-10-01\n`);
    await look();
    put('debts/pagos.csv', `${row}1;D-1;2026-10-01\n`);
    await look();
    put('debts/pagos.csv', `${row}1;D-1;2026-10-01\n2;D-2;2026-10-02\n`);
    await look();
    const kept: string[] = [];
    for await (const fact of stores.facts.read('debt')) {
      kept.push(fact.kind === 'debt' ? fact.debtId : '');
    }
    expect(kept).toEqual(['D-1', 'D-2']);
  });

  it.each([
    [
      'a campaign that is not there',
      'contacts/none',
      'a.csv',
      'nome;telefone\nAna;11987654321\n',
      "no campaign 'none'",
    ],
    [
      'a folder that is no id',
      'contacts/a b',
      'a.csv',
      'nome;telefone\nAna;11987654321\n',
      "no campaign 'a b'",
    ],
    ['columns that do not say enough', 'debts', 'a.csv', 'x;y\n1;2\n', "no column 'debt_id'"],
    ['JSON that is none', 'debts', 'a.json', '{"rows": [', 'no JSON'],
    ['JSON that is no list of rows', 'debts', 'a.json', '{"a": 1}', 'no list of rows'],
    ['a file without rows', 'debts', 'a.csv', 'contrato;data\n', 'no row'],
    ['only bad rows', 'debts', 'a.csv', 'contrato;data\nD-1;soon\n', ''],
  ])('refuses %s, with the reason beside the file', async (_, place, name, text, problem) => {
    mkdirSync(join(folder, place), { recursive: true });
    put(`${place}/${name}`, text);
    expect(await look()).toEqual({ done: 0, refused: 1 });
    expect(String(reportIn(`refused/${place}`)['problem'])).toContain(problem);
    expect(names(place)).toEqual([]);
  });
});
