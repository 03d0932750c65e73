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
import { xlsxStatement } from '../../../src/adapters/statement-file/xlsx-statement.js';
import { makeReport } from '../../../src/app/reports/make-report.js';
import { ReportDesk } from '../../../src/app/reports/report-desk.js';
import type { ReportPack } from '../../../src/app/reports/report-pack.js';
import type { CallLogRow } from '../../../src/core/call-log/call-log-row.js';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';
import { DISPOSITIONS } from '../../../src/core/outcome/disposition.js';
import type { JobView } from '../../../src/ports/jobs.js';
import { aChain, anOpening, NOON } from '../../support/samples.js';

const PACK: ReportPack = {
  id: 'diario',
  title: 'Diário da operação',
  every: 'day',
  hour: 6,
  tables: ['indicators', 'misses', 'bases', 'deliveries', 'agents'],
  lists: ['attempts', 'promises', 'opt_outs'],
  forms: ['html', 'csv', 'xlsx'],
  mailFrom: 'cadencia@empresa.example',
  mailTo: ['ana@empresa.example'],
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
function deskAt(clock: { nowMs: number }, packs: readonly ReportPack[] = [PACK], broken = { times: 0 }) {
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
    run: (order) =>
      makeReport(order, {
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
