/** Prints rows a second and memory of reading a 200 MB mailing: `node bench/mailing.ts [megabytes] [quoted]`. */

import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEGABYTES = Number(process.argv[2] ?? 200);
const QUOTED = process.argv[3] === 'quoted';
const MIB = 1024 * 1024;
const dist = new URL('../dist/', import.meta.url);
const { openMailingFile } = await import(new URL('adapters/mailing-file/open-mailing-file.js', dist).href);
const { nodeDigest } = await import(new URL('adapters/digest/node-digest.js', dist).href);
const { importMailing } = await import(new URL('app/chores/import-mailing.js', dist).href);

async function writeFile(path: string): Promise<void> {
  const out = createWriteStream(path);
  const q = QUOTED ? '"' : '';
  out.write('nome;contrato;telefone1;telefone2;valor;vencimento;segmento;ibge;prioridade;observacao\n');
  for (let n = 0, bytes = 0; bytes < MEGABYTES * MIB; n++) {
    const phone = `119${String(20_000_000 + (n % 70_000_000)).padStart(8, '0')}`;
    const row =
      `${q}João da Silva ${n}${q};C-${n};${phone};(21) 2${String(n % 10_000_000).padStart(7, '0')};1.234,56;22/11/2026;varejo;3550308;${n % 9};${q}cliente desde 2010; prefere a tarde${q}\n`.replace(
        QUOTED ? '\u0000' : '; prefere',
        QUOTED ? '' : ', prefere',
      );
    bytes += Buffer.byteLength(row);
    if (!out.write(row)) {
      await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}

const folder = mkdtempSync(join(tmpdir(), 'cadencia-bench-'));
try {
  const path = join(folder, 'mailing.csv');
  await writeFile(path);
  let peak = 0;
  let salt = 0;
  const store = {
    create: async () => undefined,
    addRows: async (_m: string, _c: string, rows: readonly unknown[]) => rows.length,
    addRejects: async () => undefined,
    finish: async () => undefined,
    find: async () => null,
    savedMapping: async () => null,
    saveMapping: async () => undefined,
  };
  const began = performance.now();
  const before = process.memoryUsage().rss;
  const result = await importMailing(
    { mailingId: 'bench', campaignId: 'bench', name: 'bench', path, mapping: {} },
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
