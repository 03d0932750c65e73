/** Distinguished encoding (ITU-T X.690 §10) of the few types a certificate is made of. */
function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) {
    return Buffer.from([length]);
  }
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const derSequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);
export const derSet = (...parts: readonly Uint8Array[]): Buffer => tagged(0x31, ...parts);
export const derOctets = (bytes: Uint8Array): Buffer => tagged(0x04, bytes);
export const derText = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'));
export const DER_TRUE: Buffer = tagged(0x01, Buffer.from([0xff]));

/** A context-specific type; `whole` where it holds others. */
export function derContext(number: number, whole: boolean, ...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x80 | (whole ? 0x20 : 0) | number, ...parts);
}

/** An integer that is not negative, of its bytes. */
export function derInteger(bytes: Uint8Array): Buffer {
  const first = bytes[0] ?? 0;
  return tagged(0x02, ...(first >= 0x80 || bytes.length === 0 ? [Buffer.from([0])] : []), bytes);
}

/** Bits; `unused` of the last byte do not count. */
export function derBits(bytes: Uint8Array, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), bytes);
}

/** An object identifier such as `2.5.4.3`. */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const group = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      group.unshift(0x80 | (left % 128));
    }
    bytes.push(...group);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** A time as RFC 5280 §4.1.2.5 wants it: two digits of the year up to 2049, four from then on. */
export function derTime(atMs: number): Buffer {
  const digits = new Date(Math.floor(atMs / 1000) * 1000).toISOString().replace(/[-:T]|\.\d+/g, '');
  return new Date(atMs).getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2), 'latin1'))
    : tagged(0x18, Buffer.from(digits, 'latin1'));
}
