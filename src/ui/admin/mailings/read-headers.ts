/** Enough of a file for its first lines. */
const PEEK_BYTES = 65_536;
const DELIMITERS = [';', ',', '\t', '|'] as const;

/** The column names of a CSV file, read in the browser; null for a file whose first line is no text. */
export async function readHeaders(file: File): Promise<readonly string[] | null> {
  if (!/\.(csv|txt)$/i.test(file.name)) {
    return null;
  }
  const bytes = await file.slice(0, PEEK_BYTES).arrayBuffer();
  const utf8 = new TextDecoder('utf-8').decode(bytes);
  // A cut in the middle of a letter makes one mark at the end; more of them are another encoding.
  const text = utf8.slice(0, -4).includes('\uFFFD') ? new TextDecoder('windows-1252').decode(bytes) : utf8;
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '' && !/^sep=./i.test(line));
  const first = lines[0]?.replace(/^\uFEFF/, '') ?? '';
  const count = (sign: string): number => first.split(sign).length;
  const delimiter = DELIMITERS.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  const names = first.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return names.filter(Boolean);
}
