import { open } from 'node:fs/promises';

const END_RECORD = 0x06054b50;
const ENTRY = 0x02014b50;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_BYTES = 46;
/** A workbook has some dozens of entries. */
const LARGEST_DIRECTORY = 1 << 20;

/**
 * Adds up what the entries of a ZIP file become when unpacked, from its central directory and without unpacking;
 * null when the file is no ZIP or names no sizes. (APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16.)
 */
export async function unpackedBytes(path: string): Promise<number | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, END_RECORD_BYTES + LONGEST_COMMENT));
    await file.read(tail, 0, tail.length, size - tail.length);
    let at = tail.length - END_RECORD_BYTES;
    while (at >= 0 && tail.readUInt32LE(at) !== END_RECORD) {
      at -= 1;
    }
    if (at < 0) {
      return null;
    }
    const length = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    if (length > LARGEST_DIRECTORY || start + length > size) {
      return null;
    }
    const directory = Buffer.alloc(length);
    await file.read(directory, 0, length, start);
    return addUp(directory);
  } finally {
    await file.close();
  }
}

function addUp(directory: Buffer): number | null {
  let total = 0;
  let at = 0;
  while (at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY) {
    const bytes = directory.readUInt32LE(at + 24);
    if (bytes === 0xffffffff) {
      return null;
    }
    total += bytes;
    at +=
      ENTRY_BYTES +
      directory.readUInt16LE(at + 28) +
      directory.readUInt16LE(at + 30) +
      directory.readUInt16LE(at + 32);
  }
  return total;
}
