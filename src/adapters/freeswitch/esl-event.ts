import { type EslFrame, parseHeaderLines } from './esl-frame-reader.js';

/** One event of FreeSWITCH. */
export interface EslEvent {
  /** Such as `CHANNEL_ANSWER`. */
  readonly name: string;
  /** A header's value, or '' where there is none. */
  header(name: string): string;
  readonly body: string;
}

const ENCODED_RUN = /(?:%[0-9A-Fa-f]{2})+/g;

function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}

/** Undoes percent-encoding where it is one; a lone `%`, as in a display name, stays as it came. */
export function decodePercent(text: string): string {
  return text.includes('%') ? text.replace(ENCODED_RUN, decodeRun) : text;
}

/** The event in a frame, in either form; null where the frame holds none that can be read. */
export function eventOf(frame: EslFrame): EslEvent | null {
  switch (frame.contentType) {
    case 'text/event-json':
      return jsonEvent(frame.body);
    case 'text/event-plain':
      return plainEvent(frame.body);
    default:
      return null;
  }
}

function jsonEvent(text: string): EslEvent | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return null;
  }
  const fields = parsed as Record<string, unknown>;
  const header = (name: string): string => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const name = header('Event-Name');
  return name === '' ? null : { name, header, body: header('_body') };
}

/** Its values are percent-encoded, and it may have a body of its own, whose length is bytes too. */
function plainEvent(text: string): EslEvent | null {
  const blank = text.indexOf('\n\n');
  const headers = parseHeaderLines(blank === -1 ? text : text.slice(0, blank));
  const header = (name: string): string => decodePercent(headers.get(name) ?? '');
  const name = header('Event-Name');
  if (name === '') {
    return null;
  }
  const bodyBytes = Number(header('Content-Length')) || 0;
  const body = blank === -1 ? '' : Buffer.from(text.slice(blank + 2)).toString('utf8', 0, bodyBytes);
  return { name, header, body };
}
