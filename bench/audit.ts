import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditLog } from '../src/audit/audit-log.js';
import { readPolicy } from '../src/audit/policy/read-policy.js';
import { csv, jsonl, type LogRow } from '../test/support/audit-bench.js';
import { cleanCallLog } from '../test/support/clean-call-log.js';

/** Writes a log of a centre that keeps every rule. */
export async function writeLog(path: string, rows: number, format: string): Promise<void> {
  const file = createWriteStream(path);
  let block: LogRow[] = [];
  let first = true;
  const flush = async () => {
    const text = format === 'csv' ? csv(block) : jsonl(block);
    const body = format === 'csv' && !first ? text.slice(text.indexOf('\n') + 1) : text;
    first = false;
    block = [];
    if (!file.write(body)) {
      await once(file, 'drain');
    }
  };
  for (const row of cleanCallLog(7, rows)) {
    block.push(row);
    if (block.length === 5000) {
      await flush();
    }
  }
  if (block.length > 0) {
    await flush();
  }
  file.end();
  await once(file, 'finish');
}

/** One audit in this process: rows a second and the most memory it held. */
async function measure(path: string): Promise<void> {
  const started = performance.now();
  const summary = await auditLog(
    {
      logs: [{ name: path, chunks: createReadStream(path, { highWaterMark: 1 << 20 }) }],
      policy: await readPolicy('brasil-2026'),
      lists: null,
      partial: false,
    },
    (line) => {
      console.log(line);
    },
  );
  const seconds = (performance.now() - started) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${summary.rows} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB, ${seconds.toFixed(1)} s, ${Math.round(summary.rows / seconds)} rows/s, peak RSS ${peakMegabytes.toFixed(0)} MB, ${summary.violations} findings`,
  );
}

/** Makes the log, then audits it in a process of its own: what made the log counts in no figure. */
export async function benchAudit(rows: number, format: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-audit-bench-'));
  try {
    const path = join(folder, `calls.${format}`);
    await writeLog(path, rows, format);
    const runner = fileURLToPath(new URL('../bench/run-audit.mjs', import.meta.url));
    execFileSync(process.execPath, [runner, '--measure', path], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export { measure as measureAudit };
