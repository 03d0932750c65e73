import { useQuery } from '@tanstack/react-query';
import type { MailingOut, MailingRejectsOut } from '../../../contract/mailing-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Table } from '../../shell/components/table.js';
import { saveFile } from '../../shell/fetch-file.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { MAILING_TEXTS } from './mailing-texts.js';

type Reject = MailingRejectsOut['items'][number];
const SHOWN = 50;
const PAGE = 500;

function pageOf(id: string, limit: number, after: string | null, signal?: AbortSignal) {
  const more = after === null ? '' : `&after=${encodeURIComponent(after)}`;
  return api<MailingRejectsOut>(
    'GET',
    `/v1/mailings/${encodeURIComponent(id)}/rejects?limit=${limit}${more}`,
    {
      ...(signal === undefined ? {} : { signal }),
    },
  );
}

/** A cell that no spreadsheet takes for a formula. */
const cell = (value: string | number): string =>
  `"${String(value)
    .replace(/^[=+\-@\t]/, "'$&")
    .replaceAll('"', '""')}"`;

async function csvOf(id: string): Promise<string> {
  const lines = ['"line","column","reason"'];
  let after: string | null = null;
  do {
    const page: MailingRejectsOut = await pageOf(id, PAGE, after);
    lines.push(...page.items.map(({ line, column, reason }) => [line, column, reason].map(cell).join(',')));
    after = page.next;
  } while (after !== null);
  return `${lines.join('\r\n')}\r\n`;
}

/** Rows that were left out, each with its line and why; all of them as a file. */
export function RejectsDialog({
  mailing,
  onClose,
}: {
  readonly mailing: MailingOut;
  readonly onClose: () => void;
}) {
  const say = useTexts(MAILING_TEXTS);
  const { busy, run } = useChange();
  const { mailingId, name } = mailing;
  const query = useQuery({
    queryKey: ['rejects', mailingId],
    queryFn: ({ signal }) => pageOf(mailingId, SHOWN, null, signal),
  });
  return (
    <Dialog title={say('rejectsTitle', { name })} onClose={onClose}>
      <p>{say('rejectsWhy', { n: SHOWN })}</p>
      <ReadState query={query} />
      <Table<Reject>
        caption={say('rejected')}
        columns={[
          { key: 'line', head: say('line'), cell: ({ line }) => line },
          { key: 'column', head: say('column'), cell: ({ column }) => column },
          {
            key: 'reason',
            head: say('reason'),
            cell: ({ reason }) => <span className={styles['wrapped']}>{reason}</span>,
          },
        ]}
        rows={query.data?.items ?? []}
        keyOf={({ line, column, reason }) => `${line} ${column} ${reason}`}
        empty=""
      />
      <DialogButtons>
        <Button onClick={onClose}>{say('close')}</Button>
        <Button
          tone="go"
          busy={busy !== null}
          onClick={() =>
            run('download', async () => {
              const text = `\uFEFF${await csvOf(mailingId)}`;
              saveFile(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${name}.rejects.csv`);
            })
          }
        >
          {say('download')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
