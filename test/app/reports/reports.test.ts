import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readXlsxFile from 'read-excel-file/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import { pdfOfTables } from '../../../src/adapters/statement-file/pdf-sheets.js';
import { xlsxStatement } from '../../../src/adapters/statement-file/xlsx-statement.js';
import { makeReport } from '../../../src/app/reports/make-report.js';
import { ReportDesk } from '../../../src/app/reports/report-desk.js';
import type { ReportPack } from '../../../src/app/reports/report-pack.js';
import { makePolicySource } from '../../../src/app/server/policy-source.js';
import type { CallLogRow } from '../../../src/core/call-log/call-log-row.js';
import { feedEventsOf } from '../../../src/core/feeds/feed-event.js';
import { parseAttemptId } from '../../../src/core/kernel/ids.js';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';
import { DISPOSITIONS } from '../../../src/core/outcome/disposition.js';
import type { JobView } from '../../../src/ports/jobs.js';
import { aStatement } from '../../conformance/billing-store.js';
import { aScore } from '../../conformance/quality-store.js';
import { aDecision, aLedger } from '../../support/ledger-samples.js';
import { sampleCampaign } from '../../support/sample-campaign.js';
import { aBatch, aChain, anOpening, NOON } from '../../support/samples.js';

const PACK: ReportPack = {
  id: 'diario',
  title: 'Diário da operação',
  every: 'day',
  hour: 6,
  tables: ['indicators', 'misses', 'bases', 'deliveries', 'agents'],
  lists: ['attempts', 'promises', 'opt_outs'],
  forms: ['html', 'pdf', 'csv', 'xlsx'],
  mailFrom: 'cadencia@empresa.example',
  mailTo: ['ana@empresa.example'],
  creditor: '',
  webhook: false,
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Five calls of 10 March 2026: two talks of ana, one promise, one opt-out. */
function calls(): readonly CallLogRow[] {
  const talked = { tAnswerMs: NOON + 3000, tAgentMs: NOON + 4000, agentId: 'ana' } as never;
  const silent = aChain([anOpening('a1'), anOpening('a2'), anOpening('a3')]);
  const promise = aChain(
    [anOpening('a4')],
    { ...(talked as object), disposition: 'promessa', ...DISPOSITIONS.promessa },
    silent.at(-1)?.hash,
  );
  const optOut = aChain(
    [anOpening('a5')],
    { ...(talked as object), disposition: 'opt_out', ...DISPOSITIONS.opt_out },
    promise.at(-1)?.hash,
  );
  return [...silent, ...promise, ...optOut];
}

/** A desk whose jobs run at once, with how often the log was read. */
function deskAt(
  clock: { nowMs: number },
  packs: readonly ReportPack[] = [PACK],
  broken = { times: 0 },
  stores = new MemoryStores(),
) {
  const read: string[] = [];
  const ordered: string[] = [];
  const desk: ReportDesk = new ReportDesk({
    packs,
    folder,
    clock: { now: () => clock.nowMs } as never,
    jobs: {
      enqueue: async (_kind, data, key) => {
        ordered.push(key ?? '');
        const context = { id: 'j', data, report: async () => undefined, signal: { aborted: false } };
        await desk.make(context).catch(() => undefined);
        return { id: 'j' } as JobView;
      },
    },
    campaigns: stores.campaigns,
    tell: (notice, atMs) => stores.feeds.tellReport(notice, atMs),
    run: (order) =>
      makeReport(order, {
        house: { ...stores, policyOf: makePolicySource(stores.policies) },
        pdf: pdfOfTables,
        async *read() {
          read.push(order.period.name);
          yield* calls();
          if (broken.times > 0) {
            broken.times -= 1;
            throw new Error('the database is away');
          }
        },
        xlsx: xlsxStatement,
        row: () => undefined,
      }),
  });
  return { desk, read, ordered };
}

const text = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

test('a pack is tables, pictures, lists and a manifest that proves each file, and a message with them', async () => {
  const { desk } = deskAt({ nowMs: NOON });
  await desk.look();
  expect(existsSync(join(folder, 'diario', '2026-03-10'))).toBe(false);
  const later = deskAt({ nowMs: NOON + DAY });
  await later.desk.look();
  const at = ['diario', '2026-03-10'];
  const manifest = JSON.parse(text(...at, 'manifest.json')) as {
    readonly files: readonly { readonly name: string; readonly sha256: string; readonly rows: number }[];
  };
  expect(manifest).toMatchObject({ format: 'cadencia-pack/1', pack: 'diario', period: '2026-03-10' });
  expect(manifest.files.map(({ name }) => name).sort()).toEqual(
    readdirSync(join(folder, ...at))
      .filter((name) => name !== 'manifest.json')
      .sort(),
  );
  for (const { name, sha256 } of manifest.files) {
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, ...at, name)))
        .digest('hex'),
    ).toBe(sha256);
  }
  const rowsOf = (name: string) => manifest.files.find((file) => file.name === name)?.rows;
  expect([rowsOf('attempts.csv'), rowsOf('promises.csv'), rowsOf('opt_outs.csv')]).toEqual([5, 1, 1]);
  expect(text(...at, 'promises.csv')).toContain('contact.promise:a4,');
  expect(text(...at, 'promises.csv')).not.toContain('+5511987654321');
  expect(text(...at, 'opt_outs.csv')).toContain('+5511987654321');
  const page = text(...at, 'report.html');
  expect(page).toContain('<svg role="img" aria-label="Atendidas sobre discadas (%)"');
  expect(page).toContain('40,0 (2 de 5)');
  expect(page).not.toContain('<script');
  expect(text(...at, 'indicators.csv')).toMatch(/delivery,2,5,40\.00/);
  const sheets = await readXlsxFile(join(folder, ...at, 'report.xlsx'), { sheet: 1 } as never);
  expect(JSON.stringify(sheets)).toContain('delivery');

  const mail = text('mail', 'diario-2026-03-10.eml');
  expect(mail).toMatch(
    /^From: cadencia@empresa\.example\r\nTo: ana@empresa\.example\r\nSubject: =\?utf-8\?B\?/,
  );
  expect(mail).toContain('Message-ID: <diario.2026-03-10@cadencia>');
  expect(mail).toContain('filename="report.xlsx"');
  const attached =
    /filename="promises\.csv"\r\nContent-Transfer-Encoding: base64\r\n\r\n([\s\S]*?)\r\n--/.exec(mail)?.[1];
  expect(Buffer.from(attached ?? '', 'base64').toString()).toBe(text(...at, 'promises.csv'));
  expect(mail.split('\r\n').every((line) => line.length <= 998)).toBe(true);
});

test('after days away each period is made once, and not again by whoever looks next, restart or not', async () => {
  const clock = { nowMs: NOON };
  const first = deskAt(clock);
  await first.desk.look();
  expect(first.ordered).toEqual([]);
  clock.nowMs = NOON + 3 * DAY;
  await first.desk.look();
  expect(first.read).toEqual(['2026-03-10', '2026-03-11', '2026-03-12']);
  const restarted = deskAt(clock);
  await restarted.desk.look();
  await restarted.desk.look();
  expect(restarted.ordered).toEqual([]);
  expect((await restarted.desk.list())[0]?.made).toEqual(['2026-03-12', '2026-03-11', '2026-03-10']);
});

test('what fails in the middle leaves nothing that looks made, and is made at the next look', async () => {
  const clock = { nowMs: NOON };
  const broken = { times: 1 };
  const { desk, ordered } = deskAt(clock, [PACK], broken);
  await desk.look();
  clock.nowMs += DAY;
  await desk.look();
  expect(existsSync(join(folder, 'diario', '2026-03-10'))).toBe(false);
  await desk.look();
  expect(ordered).toHaveLength(2);
  expect(existsSync(join(folder, 'diario', '2026-03-10', 'manifest.json'))).toBe(true);
});

test('a crash between folder and message sends the message later, and one that was taken away is not sent again', async () => {
  const clock = { nowMs: NOON };
  const { desk, read } = deskAt(clock);
  await desk.look();
  mkdirSync(join(folder, 'diario', '2026-03-10'), { recursive: true });
  writeFileSync(join(folder, 'diario', '2026-03-10', 'manifest.json'), '{}');
  clock.nowMs += DAY;
  await desk.look();
  expect(read).toEqual([]);
  expect(readdirSync(join(folder, 'mail'))).toEqual(['diario-2026-03-10.eml']);
  rmSync(join(folder, 'mail', 'diario-2026-03-10.eml'));
  await desk.look();
  expect(readdirSync(join(folder, 'mail'))).toEqual([]);
});

test('a pack waits for its hour, and is made now when somebody asks for a period that has ended', async () => {
  const clock = { nowMs: Date.UTC(2026, 2, 10, 15) };
  const { desk, read } = deskAt(clock);
  await desk.look();
  // Half past five in the morning in Brasília, then six.
  clock.nowMs = Date.UTC(2026, 2, 11, 8, 30);
  await desk.look();
  expect(read).toEqual([]);
  clock.nowMs += HOUR;
  await desk.look();
  expect(read).toEqual(['2026-03-10']);
  await desk.runNow('diario', '2026-03-01');
  expect(read).toEqual(['2026-03-10', '2026-03-01']);
  expect(() => desk.runNow('diario', '2026-03-11')).toThrow('DLR_STATE_CONFLICT');
  expect(() => desk.runNow('diario', 'ontem')).toThrow('DLR_INPUT_INVALID');
  expect(() => desk.runNow('none', '2026-03-01')).toThrow('DLR_NOT_FOUND');
});

/** A house with a blocked call, a loaded list, a statement in review, a draft, and a score that was contested. */
async function house(): Promise<MemoryStores> {
  const stores = new MemoryStores();
  const ours = sampleCampaign('cobranca-1', { creditorCnpj: '11222333000181', contractId: 'contract' });
  const theirs = sampleCampaign('outra', { creditorCnpj: '99888777000166', contractId: 'k-outra' });
  await stores.campaigns.save(ours, 'draft', 0);
  await stores.campaigns.save(theirs, 'draft', 0);
  const [row, other] = aChain([anOpening('a1'), anOpening('o1', { campaignId: theirs.id })]);
  const decisions = aLedger([
    aDecision('b1', { blockedBy: 'R13', atMs: NOON }),
    aDecision('b2', { blockedBy: 'R13', atMs: NOON + 1, campaignId: theirs.id }),
    aDecision('b3', { blockedBy: 'R20', atMs: NOON + 2 }),
  ]);
  const closings = [row!, other!].map((closed) => ({ row: closed, contact: null }));
  await stores.attempts.commit(aBatch({ decisions, closings }));
  await stores.lists.begin('nmp', '2026-03');
  await stores.lists.complete('nmp', '2026-03');
  await stores.lists.activate('nmp', '2026-03', NOON - 30 * HOUR);
  for (const [version, state, contractId] of [
    [1, 'review', 'contract'],
    [2, 'draft', 'contract'],
    [1, 'approved', 'k-outra'],
  ] as const) {
    const id = `${contractId}_2026-03_v${version}`;
    const jobId = id;
    await stores.billing.addStatement(
      aStatement(version, { id, contractId, jobId, state, month: '2026-03' }),
      null,
    );
  }
  for (const [id, attemptId] of [
    ['s1', 'a1'],
    ['s2', 'o1'],
  ] as const) {
    await stores.quality.addScore(aScore('m', { id, attemptId: parseAttemptId(attemptId), atMs: NOON }));
  }
  const decided = { decision: 'open', decidedBy: '', decidedWhy: '', decidedAtMs: null } as const;
  await stores.quality.contest({ scoreId: 's1', by: 'bia', reason: 'discordo', atMs: NOON, ...decided });
  return stores;
}

const HOUSE: ReportPack = {
  ...PACK,
  id: 'conformidade',
  tables: ['blocks', 'drops', 'limits', 'dnc_lists', 'statements', 'scores', 'iqa', 'contests'],
  lists: [],
  forms: ['html', 'csv', 'pdf'],
  mailTo: [],
};

test('a pack tells what was blocked, drops, calls by company, the age of lists, statements and quality', async () => {
  const stores = await house();
  const clock = { nowMs: NOON };
  const { desk } = deskAt(clock, [HOUSE], undefined, stores);
  await desk.look();
  clock.nowMs += DAY;
  await desk.look();
  const at = ['conformidade', '2026-03-10'];
  expect(text(...at, 'blocks.csv')).toMatch(/R13,[^\n]*,2\r?\nR20,[^\n]*,1\r?\n/);
  // Two talks of the five calls, nobody abandoned.
  expect(text(...at, 'drops.csv')).toMatch(/2026-03-10,cobranca-1,2,0,0,"0,00 %","3,00 %","3,00 %",dentro/);
  expect(text(...at, 'limits.csv')).toMatch(/2026-03-10,11444777,carrier,SMP,5,0,5,/);
  expect(text(...at, 'dnc_lists.csv')).toMatch(/Não Me Perturbe,carregada,2026-03,0,"54,00",/);
  expect(
    text(...at, 'statements.csv')
      .split('\n')
      .filter((line) => line.includes('2026-03')),
  ).toHaveLength(3);
  expect(text(...at, 'scores.csv')).toContain(',a1,');
  expect(text(...at, 'contests.csv')).toMatch(/,bia,discordo,aberta,/);
  const page = text(...at, 'report.html');
  expect(page).toContain('aria-label="Chamadas bloqueadas, por regra"');
  expect(page).toContain('aria-label="Abandono por dia e campanha"');
  const pdf = readFileSync(join(folder, ...at, 'report.pdf'));
  rmSync(join(folder, ...at), { recursive: true });
  await desk.look();
  expect(readFileSync(join(folder, ...at, 'report.pdf')).equals(pdf)).toBe(true);
});

test('a pack for a creditor holds his campaigns alone, and no draft of a statement', async () => {
  const stores = await house();
  const clock = { nowMs: NOON };
  const pack = { ...HOUSE, id: 'banco', creditor: '99888777000166' };
  const { desk } = deskAt(clock, [pack], undefined, stores);
  await desk.look();
  clock.nowMs += DAY;
  await desk.look();
  const at = ['banco', '2026-03-10'];
  expect(text(...at, 'blocks.csv')).toMatch(/R13,[^\n]*,1\r?\n$/);
  expect(
    text(...at, 'drops.csv')
      .trim()
      .split('\n'),
  ).toHaveLength(1);
  expect(text(...at, 'statements.csv')).toMatch(/k-outra,2026-03,1,aprovado/);
  expect(text(...at, 'statements.csv')).not.toContain('contract,');
  expect(text(...at, 'scores.csv')).toContain(',o1,');
  expect(text(...at, 'scores.csv')).not.toContain(',a1,');
});

test('receivers are told of a pack once it lies there, once, by what proves it', async () => {
  const stores = await house();
  await stores.feeds.saveSubscription({
    ...{ id: 'crm', url: 'http://x/', kinds: ['report.made'], active: true, keys: [] },
  });
  const clock = { nowMs: NOON };
  const { desk } = deskAt(clock, [{ ...HOUSE, webhook: true }], undefined, stores);
  await desk.look();
  clock.nowMs += DAY;
  await desk.look();
  await desk.look();
  const events = (await stores.feeds.takeOutbox(NOON, NOON + 1, 99)).flatMap(feedEventsOf);
  const manifest = text('conformidade', '2026-03-10', 'manifest.json');
  expect(events).toMatchObject([
    {
      ...{ id: 'report.made:conformidade/2026-03-10', kind: 'report.made', atMs: NOON + DAY },
      data: { files: 10, manifestSha256: createHash('sha256').update(manifest).digest('hex') },
    },
  ]);
  const [view] = await desk.list();
  expect(view).toMatchObject({ due: [], periods: [{ name: '2026-03-10', told: true, calls: 5 }] });
  expect(await desk.pathOf('conformidade', '2026-03-10', 'report.pdf')).toBe(
    join(folder, 'conformidade', '2026-03-10', 'report.pdf'),
  );
  for (const [period, name] of [
    ['2026-03-10', '../../x'],
    ['2026-03-10', 'none.csv'],
    ['../..', 'manifest.json'],
  ] as const) {
    await expect(desk.pathOf('conformidade', period, name)).rejects.toThrow('DLR_NOT_FOUND');
  }
});
