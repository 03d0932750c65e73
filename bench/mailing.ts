import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDigest } from '../src/adapters/digest/node-digest.js';
import { openMailingFile } from '../src/adapters/mailing-file/open-mailing-file.js';
import { importMailing } from '../src/app/chores/import-mailing.js';
import { parseCampaignId, parseMailingId } from '../src/core/kernel/ids.js';
import type { MailingStore } from '../src/ports/mailing-store.js';

const MIB = 1024 * 1024;

async function writeMailing(path: string, megabytes: number, quoted: boolean): Promise<void> {
  const out = createWriteStream(path);
  const q = quoted ? '"' : '';
  out.write('nome;contrato;telefone1;telefone2;valor;vencimento;segmento;ibge;prioridade;observacao\n');
  for (let n = 0, bytes = 0; bytes < megabytes * MIB; n++) {
    const phone = `119${String(20_000_000 + (n % 70_000_000)).padStart(8, '0')}`;
    const row =
      `${q}João da Silva ${n}${q};C-${n};${phone};(21) 2${String(n % 10_000_000).padStart(7, '0')};1.234,56;22/11/2026;varejo;3550308;${n % 9};${q}cliente desde 2010; prefere a tarde${q}\n`.replace(
        quoted ? '\u0000' : '; prefere',
        quoted ? '' : ', prefere',
      );
    bytes += Buffer.byteLength(row);
    if (!out.write(row)) {
      await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}

/** Usage: npm run bench:mailing [-- megabytes [quoted]]. Prints rows a second and memory of importing a large mailing into a store that takes everything. */
async function benchMailing(megabytes: number, quoted: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-bench-'));
  try {
    const path = join(folder, 'mailing.csv');
    await writeMailing(path, megabytes, quoted);
    let peak = 0;
    let salt = 0;
    const store: MailingStore = {
      create: async () => undefined,
      addRows: async (_mailing, _campaign, rows) => rows.length,
      addRejects: async () => undefined,
      finish: async () => undefined,
      find: async () => null,
      list: async () => [],
      rejects: async () => [],
      savedMapping: async () => null,
      saveMapping: async () => undefined,
    };
    const began = performance.now();
    const before = process.memoryUsage().rss;
    const result = await importMailing(
      {
        mailingId: parseMailingId('bench'),
        campaignId: parseCampaignId('bench'),
        name: 'bench',
        path,
        mapping: {},
      },
      {
        store,
        digest: nodeDigest,
        installationKeyHex: '00'.repeat(32),
        openFile: openMailingFile,
        newSalt: () => (salt++).toString(16).padStart(64, '0'),
        nowMs: () => 0,
      },
      {
        id: 'bench',
        signal: { aborted: false },
        report: async () => {
          peak = Math.max(peak, process.memoryUsage().rss);
        },
      },
    );
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `${(statSync(path).size / MIB).toFixed(0)} MiB, ${result.rows} rows, ${result.rejected} rejected, ${seconds.toFixed(1)} s, ${Math.round(result.rows / seconds)} rows/s, RSS ${(before / MIB).toFixed(0)} → peak ${(peak / MIB).toFixed(0)} MiB (${result.form})`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [megabytes = '200', form = ''] = process.argv.slice(2);
await benchMailing(Number(megabytes), form === 'quoted');
