/** Tables of ITU-T G.711, by which a byte of telephone sound is a 16-bit sample. */
function table(decode: (byte: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_, byte) => decode(byte));
}

const ALAW = table((byte) => {
  const value = byte ^ 0x55;
  const exponent = (value & 0x70) >> 4;
  const mantissa = ((value & 0x0f) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (value & 0x80) === 0 ? -size : size;
});

const ULAW = table((byte) => {
  const value = ~byte & 0xff;
  const size = ((((value & 0x0f) << 3) + 0x84) << ((value & 0x70) >> 4)) - 0x84;
  return (value & 0x80) === 0 ? size : -size;
});

/** The two companding laws; A-law is Brazil's. */
export const COMPANDING_LAWS = ['alaw', 'ulaw'] as const;
export type CompandingLaw = (typeof COMPANDING_LAWS)[number];

/** 16-bit samples of companded bytes. */
export function decodeG711(bytes: Uint8Array, law: CompandingLaw): Int16Array {
  const values = law === 'alaw' ? ALAW : ULAW;
  return Int16Array.from(bytes, (byte) => values[byte] ?? 0);
}
