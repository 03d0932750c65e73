import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface MailHead {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly atMs: number;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const LINE = 76;
const ENCODED_WORD = 36;

/** Base64 in lines of at most 76 characters (RFC 2045, section 6.8). */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(new RegExp(`(.{${LINE}})`, 'g'), '$1\r\n');
}

/** A header's text: as it is when it is ASCII, else in encoded words (RFC 2047). */
function headerText(text: string): string {
  if (/^[ -~]*$/.test(text)) {
    return text;
  }
  const words: string[] = [];
  let rest = [...text];
  while (rest.length > 0) {
    words.push(`=?utf-8?B?${Buffer.from(rest.slice(0, ENCODED_WORD / 3).join('')).toString('base64')}?=`);
    rest = rest.slice(ENCODED_WORD / 3);
  }
  return words.join('\r\n ');
}

/** A pack as a message (RFC 5322, MIME): its files attached, those that are too large named. */
export async function mailMessage(head: MailHead, folder: string, mostAttached: number): Promise<string> {
  const names = (await readdir(folder)).sort();
  const attached: string[] = [];
  const listed: string[] = [];
  const boundary = `=_${Buffer.from(head.messageId).toString('hex').slice(0, 48)}`;
  for (const name of names) {
    const { size } = await stat(join(folder, name));
    listed.push(`${name}, ${size} bytes${size > mostAttached ? ` (em ${folder})` : ''}`);
    if (size <= mostAttached) {
      const body = base64(await readFile(join(folder, name)));
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      attached.push(
        [
          `--${boundary}`,
          `Content-Type: ${type}; name="${name}"`,
          `Content-Disposition: attachment; filename="${name}"`,
          'Content-Transfer-Encoding: base64',
          '',
          body,
        ].join('\r\n'),
      );
    }
  }
  return [
    `From: ${head.from}`,
    `To: ${head.to.join(', ')}`,
    `Subject: ${headerText(head.subject)}`,
    `Date: ${new Date(head.atMs).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${head.messageId}>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64(Buffer.from(`${head.subject}\r\n\r\n${listed.join('\r\n')}\r\n`)),
    ...attached,
    `--${boundary}--`,
    '',
  ].join('\r\n');
}
