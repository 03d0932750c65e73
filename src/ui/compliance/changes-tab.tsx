import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { PolicyItem } from '../../contract/policy-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';
import { usePolicies } from './rules-tab.js';

type Verb = 'approve' | 'reject';

interface Asked {
  readonly item: PolicyItem;
  readonly verb: Verb;
}

const LOOK: Readonly<Record<PolicyItem['state'], readonly [Tone, string]>> = {
  preset: ['soft', '○'],
  proposed: ['warn', '?'],
  approved: ['good', '✓'],
  rejected: ['bad', '✕'],
};

/** Proposals of policies and who decided them: one proposes, another approves. */
export function ChangesTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { dateTime } = useFormats();
  const { may, session } = useSession();
  const policies = usePolicies().filter(({ state }) => state !== 'preset');
  const [asked, setAsked] = useState<Asked | null>(null);
  const moment = (who: string | null, atMs: number | null) =>
    who === null || atMs === null ? say('none') : `${who}, ${dateTime(atMs)}`;
  const columns: readonly Column<PolicyItem>[] = [
    { key: 'version', head: say('version'), cell: ({ id, version }) => `${id}@${version}` },
    {
      key: 'state',
      head: say('state'),
      cell: ({ state, inForce }) => (
        <StatusBadge tone={LOOK[state][0]} icon={LOOK[state][1]}>
          {say(`state.${state}`)}
          {inForce ? ` · ${say('inForce')}` : ''}
        </StatusBadge>
      ),
    },
    { key: 'why', head: say('why'), cell: ({ reason }) => <span className={styles['wrap']}>{reason}</span> },
    { key: 'by', head: say('proposed'), cell: (item) => moment(item.proposedBy, item.proposedAtMs) },
    { key: 'decided', head: say('decided'), cell: (item) => moment(item.decidedBy, item.decidedAtMs) },
    { key: 'looser', head: say('looser'), cell: ({ loosened }) => loosened.join(', ') || say('none') },
    {
      key: 'decide',
      head: <span className="unseen">{say('approve')}</span>,
      cell: (item) =>
        item.state === 'proposed' && may('comply') && item.proposedBy !== session.name ? (
          <span className={styles['row']}>
            <Button tone="go" onClick={() => setAsked({ item, verb: 'approve' })}>
              {say('approve')}
            </Button>
            <Button onClick={() => setAsked({ item, verb: 'reject' })}>{say('reject')}</Button>
          </span>
        ) : null,
    },
  ];
  return (
    <div className={styles['stack']}>
      <Panel title={say('changes')} aside={say('fourEyes')}>
        <div className={styles['scroll']}>
          <Table
            caption={say('changes')}
            columns={columns}
            rows={policies}
            keyOf={({ id, version }) => `${id}@${version}`}
            empty={say('noChanges')}
          />
        </div>
      </Panel>
      {may('propose') ? <ProposePanel /> : null}
      {asked === null ? null : <DecideDialog asked={asked} onClose={() => setAsked(null)} />}
    </div>
  );
}

function usePolicyCommand(run: () => Promise<unknown>, onDone: () => void) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { say: tell, complain } = useToast();
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => {
      tell(say('done'));
      onDone();
    },
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['policies'] }),
  });
}

function DecideDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const [why, setWhy] = useState('');
  const { id, version } = asked.item;
  const path = `/v1/policies/${id}/versions/${version}/${asked.verb}`;
  const { mutate, isPending } = usePolicyCommand(() => api('POST', path, { body: { why } }), onClose);
  return (
    <Dialog title={say('decideTitle', { what: say(asked.verb), id, version })} onClose={onClose}>
      <Field
        label={say('whyDecide')}
        maxLength={1000}
        value={why}
        onChange={(event) => setWhy(event.target.value)}
      />
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="go" busy={isPending} onClick={() => mutate()}>
          {say(asked.verb)}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

function ProposePanel() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const [file, setFile] = useState<File | null>(null);
  const [reason, setReason] = useState('');
  const { mutate, isPending } = usePolicyCommand(
    async () => {
      const policy: unknown = JSON.parse((await file?.text()) ?? '');
      return api('POST', '/v1/policies', { body: { policy, reason } });
    },
    () => setReason(''),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Panel title={say('propose')}>
      <form className={styles['filters']} onSubmit={submit}>
        <Field
          label={say('file')}
          type="file"
          accept="application/json,.json"
          required
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
        <Field
          label={say('why')}
          required
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button tone="go" type="submit" busy={isPending}>
          {say('send')}
        </Button>
      </form>
    </Panel>
  );
}
