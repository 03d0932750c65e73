import { open, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { CadenciaError } from '../../core/kernel/errors.js';
import { distinctHeaders, type MailingLine, type MailingSource } from '../../core/mailing/mailing-line.js';
import { CsvRecords, detectDelimiter, type PhysicalLine, quoteState } from './csv-records.js';
import { type LineReading, physicalLines } from './physical-lines.js';
import { detectEncoding, type EncodingVerdict } from './text-encoding.js';

/** Enough to see the header and how the rows after it are cut. */
const HEAD_BYTES = 64 * 1024;
const HEAD_LINES = 20;

interface CsvHead {
  readonly delimiter: string;
  readonly headers: readonly string[];
  /** Lines up to and with the header. */
  readonly headerLines: number;
}

/** A file written on an old Macintosh ends its lines with CR alone. */
async function findNewline(path: string): Promise<'\n' | '\r'> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    return head.includes(0x0d) && !head.includes(0x0a) ? '\r' : '\n';
  } finally {
    await file.close();
  }
}

async function headLines(reading: LineReading): Promise<readonly PhysicalLine[]> {
  const lines: PhysicalLine[] = [];
  for await (const some of physicalLines({ ...reading, atMost: HEAD_BYTES })) {
    lines.push(...some);
    if (lines.length > HEAD_LINES) {
      break;
    }
  }
  return lines.slice(0, HEAD_LINES);
}

function readHead(lines: readonly PhysicalLine[]): CsvHead {
  // Excel's own way to name the delimiter: a first line `sep=;`.
  const named = /^sep=(.)$/i.exec(lines[0]?.text ?? '')?.[1];
  const rest = named === undefined ? lines : lines.slice(1);
  const start = rest.findIndex((line) => line.text.trim() !== '');
  if (start === -1) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'The file is empty. Its first line must name the columns, such as nome;cpf;telefone1;contrato',
    });
  }
  const delimiter = named ?? detectDelimiter(rest.slice(start).map((line) => line.text));
  let text = rest[start]?.text ?? '';
  let end = start;
  while (quoteState(text, delimiter) === 'open' && end + 1 < rest.length) {
    end += 1;
    text += `\n${rest[end]?.text ?? ''}`;
  }
  return { delimiter, headers: headerValues(text, delimiter), headerLines: rest[end]?.number ?? 1 };
}

function headerValues(text: string, delimiter: string): readonly string[] {
  let values: readonly string[];
  try {
    values = parse(text, { delimiter, relax_quotes: true, trim: true })[0] ?? [];
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The first line, which names the columns, cannot be read: ${cause instanceof Error ? cause.message : ''}`,
      cause,
    });
  }
  const last = values.findLastIndex((value) => value.trim() !== '');
  return distinctHeaders(values.slice(0, last + 1).map((value) => value.replace(/\s+/g, ' ')));
}

function formOf(delimiter: string, encoding: EncodingVerdict): string {
  const sign = delimiter === '\t' ? 'tab' : `'${delimiter}'`;
  const stray = encoding.strayBytes > 0 ? `, ${encoding.strayBytes} bytes of another encoding` : '';
  return `CSV, ${sign}, ${encoding.encoding}${encoding.bomBytes > 0 ? ' with BOM' : ''}${stray}`;
}

/**
 * Opens a CSV mailing: finds encoding, line end, delimiter and headers. The rows are streamed, in flat memory;
 * a row that cannot be read comes as a broken line and the next is read.
 */
export async function openCsvMailing(path: string): Promise<MailingSource> {
  const encoding = await detectEncoding(path);
  const totalBytes = (await stat(path)).size;
  const wide = encoding.encoding === 'utf-16le' || encoding.encoding === 'utf-16be';
  const newline = wide ? '\n' : await findNewline(path);
  const head = readHead(await headLines({ path, encoding, newline }));
  let bytes = 0;

  async function* lines(): AsyncGenerator<MailingLine> {
    const records = new CsvRecords(head.delimiter, head.headers.length, encoding.strayBytes > 0);
    const reading = {
      path,
      encoding,
      newline,
      onBytes: (read: number) => {
        bytes = read;
      },
    };
    for await (const some of physicalLines(reading)) {
      for (const line of some) {
        if (line.number > head.headerLines) {
          records.push(line);
        }
      }
      yield* records.take();
    }
    records.end();
    yield* records.take();
  }
  return {
    headers: head.headers,
    form: formOf(head.delimiter, encoding),
    totalBytes,
    bytesRead: () => bytes,
    lines,
  };
}
