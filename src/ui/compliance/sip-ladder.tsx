import { useQuery } from '@tanstack/react-query';
import type { AttemptSipOut } from '../../contract/sip-wire.js';
import { api } from '../shell/api.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';

type Message = AttemptSipOut['messages'][number];

/** What the logs of switch and carrier know the call by, and each SIP message that was seen. */
export function SipLadder({ attemptId }: { readonly attemptId: string }) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { number } = useFormats();
  const { data } = useQuery({
    queryKey: ['sip', attemptId],
    queryFn: () => api<AttemptSipOut>('GET', `/v1/attempts/${attemptId}/sip`),
    retry: false,
  });
  if (data === undefined) {
    return null;
  }
  const { messages, callIds } = data;
  const firstMs = messages[0]?.atMs ?? 0;
  const columns: readonly Column<Message>[] = [
    {
      key: 'at',
      head: say('sipAfter'),
      number: true,
      cell: ({ atMs }) => `${number((atMs - firstMs) / 1000, 3)} s`,
    },
    {
      key: 'way',
      head: say('sipWay'),
      cell: ({ direction }) => `${direction === 'out' ? '→' : '←'} ${say(`sip.${direction}`)}`,
    },
    {
      key: 'message',
      head: say('sipMessage'),
      cell: ({ method, status, phrase, sdp }) =>
        `${status === null ? method : `${status} ${phrase} (${method})`}${sdp ? ' + SDP' : ''}`,
    },
    { key: 'reason', head: 'Reason', cell: ({ reason }) => reason || say('none') },
  ];
  return (
    <section className={styles['stack']}>
      <h3>{say('sipTitle')}</h3>
      <p className={styles['proof']}>
        {say('sipIds', {
          leg: data.legId,
          server: data.mediaServerId,
          engine: data.engineId,
          trunk: data.trunkId,
          carrier: data.carrier,
        })}{' '}
        {callIds.length === 0 ? null : (
          <>
            Call-ID <code>{callIds.join(', ')}</code>
          </>
        )}
      </p>
      {messages.length === 0 ? null : (
        <Table
          caption={say('sipTitle')}
          columns={columns}
          rows={messages}
          keyOf={(one) => String(messages.indexOf(one))}
          empty={say('none')}
        />
      )}
    </section>
  );
}
