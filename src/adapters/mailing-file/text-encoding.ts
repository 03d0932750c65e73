import { isAscii } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { CadenciaError } from '../../core/kernel/errors.js';

export type TextEncoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be';

export interface EncodingVerdict {
  readonly encoding: TextEncoding;
  readonly bomBytes: number;
  /** Sequences that are not UTF-8 in a file that otherwise is: the rows that hold them are rejected. */
  readonly strayBytes: number;
}

/** A file is UTF-8 with a few spoiled rows when good sequences outnumber bad ones this much; else windows-1252. */
const GOOD_PER_BAD = 20;

function byBom(head: Buffer): EncodingVerdict | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { encoding: 'utf-8', bomBytes: 3, strayBytes: 0 };
  }
  if (head[0] === 0xff && head[1] === 0xfe) {
    return { encoding: 'utf-16le', bomBytes: 2, strayBytes: 0 };
  }
  return head[0] === 0xfe && head[1] === 0xff ? { encoding: 'utf-16be', bomBytes: 2, strayBytes: 0 } : null;
}

/** Counts good and bad multi-byte sequences over chunks, as RFC 3629 defines them. */
class Utf8Census {
  good = 0;
  bad = 0;
  private missing = 0;
  private low = 0x80;
  private high = 0xbf;

  add(chunk: Buffer): void {
    if (this.missing === 0 && isAscii(chunk)) {
      return;
    }
    for (const byte of chunk) {
      this.step(byte);
    }
  }

  end(): void {
    if (this.missing > 0) {
      this.bad += 1;
    }
  }

  private step(byte: number): void {
    if (this.missing > 0) {
      if (byte >= this.low && byte <= this.high) {
        this.missing -= 1;
        this.good += this.missing === 0 ? 1 : 0;
        this.low = 0x80;
        this.high = 0xbf;
        return;
      }
      this.missing = 0;
      this.bad += 1;
    }
    if (byte >= 0x80) {
      this.lead(byte);
    }
  }

  /** Overlong forms, surrogates and what lies beyond U+10FFFF are bad from their second byte on. */
  private lead(byte: number): void {
    this.low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    if (byte >= 0xc2 && byte <= 0xdf) {
      this.missing = 1;
    } else if (byte >= 0xe0 && byte <= 0xef) {
      this.missing = 2;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.missing = 3;
    } else {
      this.bad += 1;
    }
  }
}

/**
 * Finds a text file's encoding from all of its bytes, not from the first ones only: an accent may come first in
 * row 300 000. UTF-8 and UTF-16 by their mark, else UTF-8 when (nearly) all sequences are, else windows-1252.
 */
export async function detectEncoding(path: string): Promise<EncodingVerdict> {
  const census = new Utf8Census();
  let marked: EncodingVerdict | null = null;
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    if (first) {
      first = false;
      marked = byBom(chunk);
      if (marked !== null && marked.encoding !== 'utf-8') {
        return marked;
      }
    }
    if (chunk.includes(0)) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail:
          'The file is not a text file (it holds zero bytes). Save it as CSV in UTF-8 or windows-1252, or send an XLSX file',
      });
    }
    census.add(chunk);
  }
  census.end();
  if (marked !== null) {
    return { ...marked, strayBytes: census.bad };
  }
  const isUtf8 = census.bad === 0 || census.good >= census.bad * GOOD_PER_BAD;
  return isUtf8
    ? { encoding: 'utf-8', bomBytes: 0, strayBytes: census.bad }
    : { encoding: 'windows-1252', bomBytes: 0, strayBytes: 0 };
}

/** What windows-1252 has at 0x80 to 0x9F, where Latin-1 has control characters. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';
const C1 = /[\u0080-\u009f]/g;

/** A decoder of chunks; spoiled sequences become U+FFFD. */
export function makeDecoder(encoding: TextEncoding): { decode(chunk: Buffer): string; end(): string } {
  if (encoding === 'windows-1252') {
    // By hand: some releases of Node 20 and 22 decode windows-1252 as Latin-1.
    return {
      decode: (chunk) =>
        chunk.toString('latin1').replace(C1, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? c),
      end: () => '',
    };
  }
  const decoder = new TextDecoder(encoding);
  return { decode: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
}
