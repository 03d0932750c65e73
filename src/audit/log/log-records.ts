import { StringDecoder } from 'node:string_decoder';
import { AuditProblem } from '../audit-problem.js';
import { type CsvRecord, csvRecords } from './csv-records.js';
import {
  FLAG_COLUMNS,
  LIST_COLUMNS,
  LOG_COLUMNS,
  type LogRecord,
  NULLABLE_COLUMNS,
  NUMBER_COLUMNS,
} from './log-columns.js';
import { type Chunks, lineBlocks } from './text-lines.js';

const MOST_NAMED = 5;
const EXPORT_AGAIN = 'Export the log again with `cadencia export calls`';

/** Puts what was read to tell the format back before the rest. */
async function* rejoined(head: string, rest: AsyncIterator<Buffer | Uint8Array | string>): Chunks {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    yield next.value;
  }
}

/** Rows of a JSONL or CSV call log, told apart by their first character, in blocks. */
export async function* logRecords(chunks: AsyncIterable<Buffer | Uint8Array | string>, name: string) {
  const source = chunks[Symbol.asyncIterator]();
  const decoder = new StringDecoder('utf8');
  let head = '';
  while (head.trim() === '') {
    const next = await source.next();
    if (next.done === true) {
      return;
    }
    head += typeof next.value === 'string' ? next.value : decoder.write(Buffer.from(next.value));
  }
  head = head.replace(/^\uFEFF/, '');
  const text = withDecoder(rejoined(head, source), decoder);
  yield* head.trimStart().startsWith('{') ? jsonlRecords(text, name) : csvLogRecords(text, name);
}

async function* withDecoder(chunks: Chunks, decoder: StringDecoder): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    yield typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
  }
  const tail = decoder.end();
  if (tail !== '') {
    yield tail;
  }
}

async function* jsonlRecords(chunks: Chunks, name: string): AsyncGenerator<readonly LogRecord[]> {
  let line = 0;
  let first = true;
  for await (const lines of lineBlocks(chunks)) {
    const block: LogRecord[] = [];
    for (const text of lines) {
      line += 1;
      if (text.trim() !== '') {
        const place = `${name}:${line}`;
        const values = parseObject(text, place);
        if (first) {
          checkColumns(Object.keys(values), place, 'the first row');
          first = false;
        }
        block.push({ values, place });
      }
    }
    yield block;
  }
}

function parseObject(text: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AuditProblem('not JSON', place, `One JSON object a line is expected. ${EXPORT_AGAIN}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new AuditProblem('not a JSON object', place, `One JSON object a line is expected. ${EXPORT_AGAIN}`);
  }
  return value as Record<string, unknown>;
}

async function* csvLogRecords(chunks: Chunks, name: string): AsyncGenerator<readonly LogRecord[]> {
  let header: readonly string[] | null = null;
  for await (const records of csvRecords(chunks, name)) {
    const block: LogRecord[] = [];
    for (const record of records) {
      if (header === null) {
        header = record.fields;
        checkColumns(header, `${name}:${record.line}`, 'the header');
        continue;
      }
      block.push({ values: csvValues(header, record, name), place: `${name}:${record.line}` });
    }
    yield block;
  }
}

function checkColumns(columns: readonly string[], place: string, what: string): void {
  const missing = LOG_COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    throw new AuditProblem(
      `${what} has no column ${named(missing)}`,
      place,
      `A call log has ${LOG_COLUMNS.length} columns. ${EXPORT_AGAIN}`,
    );
  }
}

function named(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST_NAMED).join(', ');
  return columns.length > MOST_NAMED ? `${shown} and ${columns.length - MOST_NAMED} more` : shown;
}

function csvValues(header: readonly string[], record: CsvRecord, name: string): Record<string, unknown> {
  if (record.fields.length !== header.length) {
    throw new AuditProblem(
      `${record.fields.length} fields where the header has ${header.length}`,
      `${name}:${record.line}`,
      EXPORT_AGAIN,
    );
  }
  const values: Record<string, unknown> = {};
  for (let index = 0; index < header.length; index++) {
    const column = header[index] as string;
    values[column] = csvValue(column, record.fields[index] as string);
  }
  return values;
}

/** What the JSONL export has for a cell; a cell that cannot be read stays text and is refused with its place later. */
function csvValue(column: string, cell: string): unknown {
  if (cell === '' && NULLABLE_COLUMNS.has(column)) {
    return null;
  }
  if (LIST_COLUMNS.has(column)) {
    return cell === '' ? [] : cell.split(';');
  }
  if (NUMBER_COLUMNS.has(column)) {
    return cell === '' ? null : Number(cell);
  }
  if (FLAG_COLUMNS.has(column)) {
    return cell === 'true' ? true : cell === 'false' ? false : cell;
  }
  if (column === 'dnc_snapshot') {
    return snapshotOf(cell);
  }
  return cell;
}

function snapshotOf(cell: string): unknown {
  if (cell === '') {
    return {};
  }
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}
