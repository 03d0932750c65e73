import { createReadStream } from 'node:fs';
import { LONGEST_LINE, type PhysicalLine } from './csv-records.js';
import { type EncodingVerdict, makeDecoder } from './text-encoding.js';

const CHUNK = 256 * 1024;

export interface LineReading {
  readonly path: string;
  readonly encoding: EncodingVerdict;
  readonly newline: '\n' | '\r';
  /** Told after each chunk. */
  readonly onBytes?: (bytes: number) => void;
  /** Read no further than about this many bytes. */
  readonly atMost?: number;
}

/** Cuts chunks into lines; a line without end costs no more memory than LONGEST_LINE. */
class LineCutter {
  private readonly newline: string;
  private rest = '';
  private overlong = false;
  private number = 0;

  constructor(newline: string) {
    this.newline = newline;
  }

  cut(text: string): PhysicalLine[] {
    const lines: PhysicalLine[] = [];
    let from = 0;
    for (let at = text.indexOf(this.newline); at !== -1; at = text.indexOf(this.newline, from)) {
      lines.push(this.line(this.rest + text.slice(from, at)));
      this.rest = '';
      from = at + 1;
    }
    this.rest += text.slice(from);
    if (this.rest.length > LONGEST_LINE) {
      this.overlong = true;
      this.rest = '';
    }
    return lines;
  }

  end(): PhysicalLine[] {
    return this.rest === '' && !this.overlong ? [] : [this.line(this.rest)];
  }

  private line(text: string): PhysicalLine {
    this.number += 1;
    if (this.overlong) {
      this.overlong = false;
      return { number: this.number, text: '?'.repeat(LONGEST_LINE + 1) };
    }
    return { number: this.number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
}

/** The lines of a text file, a chunk's worth at a time, so that the loop over them costs no promise a line. */
export async function* physicalLines(reading: LineReading): AsyncGenerator<readonly PhysicalLine[]> {
  const { path, encoding, newline, onBytes, atMost } = reading;
  const decoder = makeDecoder(encoding.encoding);
  const cutter = new LineCutter(newline);
  const last = atMost === undefined ? {} : { end: encoding.bomBytes + atMost - 1 };
  let bytes = encoding.bomBytes;
  const stream = createReadStream(path, { highWaterMark: CHUNK, start: encoding.bomBytes, ...last });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    onBytes?.(bytes);
    yield cutter.cut(decoder.decode(chunk));
  }
  yield [...cutter.cut(decoder.end()), ...cutter.end()];
}
