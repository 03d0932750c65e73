import { csvLine } from '../../core/export/csv-cell.js';
import type { MailingId } from '../../core/kernel/ids.js';
import type { MailingStore } from '../../ports/mailing-store.js';
import type { TextSink } from '../../ports/text-sink.js';

const PAGE = 1000;

/** Writes a mailing's rejected rows as CSV: line, column, reason (with the masked value). Returns how many. */
export async function writeRejects(
  store: MailingStore,
  mailingId: MailingId,
  sink: TextSink,
): Promise<number> {
  await sink.write(csvLine(['line', 'column', 'reason']));
  let written = 0;
  let afterLine = 0;
  for (;;) {
    const page = await store.rejects(mailingId, afterLine, PAGE);
    for (const { line, column, reason } of page) {
      await sink.write(csvLine([line, column, reason]));
      afterLine = line;
    }
    written += page.length;
    if (page.length < PAGE) {
      return written;
    }
  }
}
