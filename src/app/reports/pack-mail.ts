import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { mailMessage } from './mail-message.js';
import { isThere, writeFileOf } from './pack-files.js';
import type { ReportOrder } from './report-pack.js';

/** Larger files are named in a message and not sent with it. */
const MOST_ATTACHED = 10 << 20;

/** Leaves the message in the folder of mail, under a name of its own; written again it is the same message. */
export async function sendMail({ pack, folder, period, nowMs }: ReportOrder, place: string): Promise<void> {
  if (pack.mailTo.length === 0) {
    return;
  }
  const mail = join(folder, 'mail');
  const name = `${pack.id}-${period.name}.eml`;
  const sent = join(folder, pack.id, `.${period.name}.mailed`);
  if (await isThere(sent)) {
    return;
  }
  await mkdir(mail, { recursive: true, mode: 0o750 });
  const message = await mailMessage(
    {
      from: pack.mailFrom,
      to: pack.mailTo,
      subject: `${pack.title || pack.id}, ${period.name}`,
      messageId: `${pack.id}.${period.name}@cadencia`,
      atMs: nowMs,
    },
    place,
    MOST_ATTACHED,
  );
  await writeFileOf(mail, `.${name}.part`, message, 0);
  await rename(join(mail, `.${name}.part`), join(mail, name));
  // Who sends it takes it away, so the mark lies with the pack.
  await writeFileOf(join(folder, pack.id), `.${period.name}.mailed`, '', 0);
}
