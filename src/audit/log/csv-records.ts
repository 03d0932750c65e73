import { AuditProblem } from '../audit-problem.js';
import { type Chunks, lineBlocks } from './text-lines.js';

/** Fields of one record (RFC 4180), or null when a quoted field goes on in the next line. */
export function splitCsvRecord(line: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line.charCodeAt(at) !== 34) {
      const comma = line.indexOf(',', at);
      if (comma < 0) {
        fields.push(line.slice(at));
        return fields;
      }
      fields.push(line.slice(at, comma));
      at = comma + 1;
      continue;
    }
    let end = line.indexOf('"', at + 1);
    while (end >= 0 && line.charCodeAt(end + 1) === 34) {
      end = line.indexOf('"', end + 2);
    }
    if (end < 0) {
      return null;
    }
    fields.push(line.slice(at + 1, end).replaceAll('""', '"'));
    if (end + 1 >= line.length) {
      return fields;
    }
    if (line.charCodeAt(end + 1) !== 44) {
      throw new Error('a quoted field does not end at a comma');
    }
    at = end + 2;
  }
}

/** A text that a spreadsheet would have run as a formula was written with an apostrophe before it. */
function unguarded(field: string): string {
  return field.charCodeAt(0) === 39 ? field.slice(1) : field;
}

export interface CsvRecord {
  readonly fields: readonly string[];
  readonly line: number;
}

const LONGEST_RECORD = 1_000_000;

/** Records of a CSV file, the header the first, in blocks; empty lines are passed over. */
export async function* csvRecords(chunks: Chunks, name: string): AsyncGenerator<readonly CsvRecord[]> {
  let line = 0;
  let open = '';
  let openedAt = 0;
  for await (const lines of lineBlocks(chunks)) {
    const block: CsvRecord[] = [];
    for (const raw of lines) {
      line += 1;
      const bare = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (open === '' && bare === '') {
        continue;
      }
      openedAt = open === '' ? line : openedAt;
      const text = open === '' ? bare : `${open}\n${bare}`;
      const fields = splitOrFail(text, `${name}:${openedAt}`);
      if (fields === null) {
        open = text;
        if (open.length > LONGEST_RECORD) {
          throw unended(name, openedAt);
        }
        continue;
      }
      open = '';
      block.push({ fields: fields.map(unguarded), line: openedAt });
    }
    yield block;
  }
  if (open !== '') {
    throw unended(name, openedAt);
  }
}

function unended(name: string, line: number): AuditProblem {
  return new AuditProblem(
    'a quoted field never ends',
    `${name}:${line}`,
    'Export the file again: it is cut off or was edited',
  );
}

function splitOrFail(text: string, place: string): string[] | null {
  try {
    return splitCsvRecord(text);
  } catch (thrown) {
    throw new AuditProblem(
      thrown instanceof Error ? thrown.message : String(thrown),
      place,
      'Write the file as RFC 4180 has it',
    );
  }
}
