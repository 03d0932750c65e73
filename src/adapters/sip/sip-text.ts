/** RFC 3261, 7.3.3: names that may be written short. */
const LONG_NAMES: Readonly<Record<string, string>> = { i: 'call-id', f: 'from', t: 'to', c: 'content-type' };

/** As much of a SIP message as tells what it is. */
export interface SipText {
  /** Of the request, or of that which a response answers. */
  readonly method: string;
  /** Null for a request. */
  readonly status: number | null;
  readonly phrase: string;
  /** First value of each header, by its name in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  readonly hasBody: boolean;
}

/** Null where it is no SIP. */
export function readSip(text: string): SipText | null {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = (end < 0 ? text : text.slice(0, end)).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const long = LONG_NAMES[name] ?? name;
    if (long !== '' && !headers.has(long)) {
      headers.set(long, line.slice(colon + 1).trim());
    }
  }
  const hasBody = end >= 0 && text.length > end + 4;
  const [, status = '', phrase = ''] = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(first) ?? [];
  if (status !== '') {
    const method = /^\d+\s+(\w+)/.exec(headers.get('cseq') ?? '')?.[1] ?? '';
    return { method, status: Number(status), phrase: phrase.trim(), headers, hasBody };
  }
  const method = /^([A-Z]+) \S+ SIP\/2\.0$/.exec(first)?.[1];
  return method === undefined ? null : { method, status: null, phrase: '', headers, hasBody };
}

/** Q.850's cause in a Reason header, which may name several (RFC 3326); null where there is none. */
export function q850OfReason(reason: string): number | null {
  const cause = /(?:^|,)\s*Q\.850\s*(?:;[^,]*?)?;\s*cause\s*=\s*(\d{1,3})/i.exec(reason)?.[1];
  const number = Number(cause ?? 0);
  return number >= 1 && number <= 127 ? number : null;
}
