/** A part of a file: `from` up to but not including `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

const FORM = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * The part that a Range header asks for (RFC 9110 §14.1.2); 'whole' where there is none or one we need not understand
 * (several parts at once), 'none' where the file has no such part.
 */
export function byteRangeOf(header: string | undefined, bytes: number): ByteRange | 'whole' | 'none' {
  const [, first, last] = FORM.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) {
    return 'whole';
  }
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'none' : { from: bytes - length, to: bytes };
  }
  const from = Number(first);
  const to = last === '' ? bytes : Math.min(Number(last) + 1, bytes);
  if (last !== '' && Number(last) < from) {
    return 'whole';
  }
  return from >= bytes ? 'none' : { from, to };
}
