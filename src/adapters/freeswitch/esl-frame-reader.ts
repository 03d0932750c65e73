/*
 * The framing of mod_event_socket: a block of `Name: value` lines, an empty line, then as many bytes as its
 * Content-Length says.
 *
 * 1. Lengths are bytes, and a character may come in two chunks: text is made only of whole bodies.
 * 2. Nothing is thrown: this runs in the socket's handler. What is no framing is a fault, after which nothing that follows
 *    can be trusted and the connection has to go.
 */

/** One frame; header values as they came. */
export interface EslFrame {
  readonly contentType: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface EslReading {
  readonly frames: readonly EslFrame[];
  /** Why the stream cannot be read any further; null while it can. */
  readonly fault: string | null;
}

const LINE_FEED = 0x0a;
const BLANK_LINE = Buffer.from('\n\n');
const FIRST_CAPACITY = 64 * 1024;
/** The reply to `connect` holds a whole channel. */
const MOST_HEADER_BYTES = 1024 * 1024;
/** A list of some ten thousand channels. */
const MOST_BODY_BYTES = 64 * 1024 * 1024;
const LENGTH_FORM = /^\d{1,9}$/;

interface Head {
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyBytes: number;
}

/** The lines of a block; a line without a colon says nothing. */
export function parseHeaderLines(block: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      headers.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    }
  }
  return headers;
}

/** Makes frames of whatever pieces a stream comes in. */
export class EslFrameReader {
  #buffer: Buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  #start = 0;
  #end = 0;
  /** Up to here no blank line was found. */
  #searched = 0;
  /** The head whose body is awaited. */
  #head: Head | null = null;
  #fault: string | null = null;

  /** The frames that `chunk` completes. */
  read(chunk: Uint8Array): EslReading {
    const frames: EslFrame[] = [];
    if (this.#fault === null) {
      this.#append(chunk);
      for (let frame = this.#next(); frame !== null; frame = this.#next()) {
        frames.push(frame);
      }
    }
    return { frames, fault: this.#fault };
  }

  #append(chunk: Uint8Array): void {
    const held = this.#end - this.#start;
    if (this.#end + chunk.length > this.#buffer.length) {
      const needed = held + chunk.length;
      const room =
        needed * 2 <= this.#buffer.length
          ? this.#buffer
          : Buffer.allocUnsafe(Math.max(FIRST_CAPACITY, needed * 2));
      this.#buffer.copy(room, 0, this.#start, this.#end);
      this.#buffer = room;
      this.#searched -= this.#start;
      this.#start = 0;
      this.#end = held;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  #next(): EslFrame | null {
    const head = this.#head ?? this.#readHead();
    if (head === null) {
      return null;
    }
    if (this.#end - this.#start < head.bodyBytes) {
      this.#head = head;
      return null;
    }
    this.#head = null;
    const body = this.#take(head.bodyBytes);
    return { contentType: head.headers.get('Content-Type') ?? '', headers: head.headers, body };
  }

  #readHead(): Head | null {
    while (this.#start < this.#end && this.#buffer[this.#start] === LINE_FEED) {
      this.#start += 1;
    }
    const from = Math.max(this.#start, this.#searched - 1);
    const at = this.#buffer.subarray(0, this.#end).indexOf(BLANK_LINE, from);
    if (at === -1) {
      this.#searched = this.#end;
      if (this.#end - this.#start > MOST_HEADER_BYTES) {
        this.#fault = `a head of more than ${MOST_HEADER_BYTES} bytes`;
      }
      return null;
    }
    const headers = parseHeaderLines(this.#take(at - this.#start));
    const length = headers.get('Content-Length') ?? '0';
    if (!headers.has('Content-Type')) {
      this.#fault = 'a head without Content-Type';
    } else if (!LENGTH_FORM.test(length) || Number(length) > MOST_BODY_BYTES) {
      this.#fault = `a body of '${length.slice(0, 20)}' bytes`;
    }
    this.#start = Math.min(this.#start + BLANK_LINE.length, this.#end);
    return this.#fault === null ? { headers, bodyBytes: Number(length) } : null;
  }

  #take(bytes: number): string {
    const text = this.#buffer.toString('utf8', this.#start, this.#start + bytes);
    this.#start += bytes;
    this.#searched = this.#start;
    return text;
  }
}
