import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { AuditProblem } from '../../audit/audit-problem.js';
import { logRecords } from '../../audit/log/log-records.js';
import type { BillRun } from '../../core/billing/bill-of.js';
import { readBillingRow } from '../../core/billing/billing-row.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';

type Chunks = AsyncIterable<Buffer | Uint8Array | string>;

async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: 1 << 20 });
  } catch (cause) {
    throw new CadenciaError('DLR_BILLING_REFUSED', {
      detail: `The log ${path} cannot be read (${messageOf(cause)}). Give a file that \`cadencia export calls\` wrote`,
      cause,
    });
  }
}

/** Streams exported call logs (JSONL or CSV, `-` for standard input) to a reader of rows; each is let go at once. */
export async function readLogs(
  logs: readonly string[],
  stdin: Chunks,
  take: (values: Readonly<Record<string, unknown>>, place: string) => void,
): Promise<void> {
  for (const path of logs) {
    const [name, chunks] = path === '-' ? ['standard input', stdin] : [basename(path), fileChunks(path)];
    try {
      for await (const block of logRecords(chunks, name)) {
        for (const { values, place } of block) {
          take(values, place);
        }
      }
    } catch (thrown) {
      throw thrown instanceof AuditProblem
        ? new CadenciaError('DLR_BILLING_REFUSED', { detail: thrown.message, cause: thrown })
        : thrown;
    }
  }
}

/** Streams exported call logs into a bill. */
export function billLogs(run: BillRun, logs: readonly string[], stdin: Chunks): Promise<void> {
  return readLogs(logs, stdin, (values, place) => run.add(readBillingRow(values, place)));
}
