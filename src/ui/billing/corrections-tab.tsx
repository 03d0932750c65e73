import { useState } from 'react';
import type { CorrectionOut } from '../../contract/billing-wire.js';
import { ReadState } from '../admin/read-state.js';
import { useChange } from '../admin/use-change.js';
import { useDispositions } from '../recordings/recording-filters.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Dialog, DialogButtons } from '../shell/components/dialog.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge, type Tone } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { ContractChoice } from './contract-choice.js';
import { ProposeDialog } from './propose-dialog.js';
import { BILLING, useChosenContract, useCorrections } from './use-billing.js';

const LOOK: Readonly<Record<CorrectionOut['state'], readonly [Tone, string]>> = {
  proposed: ['warn', '?'],
  confirmed: ['good', '✓'],
  rejected: ['bad', '✕'],
};

interface Asked {
  readonly correction: CorrectionOut;
  readonly verb: 'confirm' | 'reject';
}

/** Corrections of a contract's calls: proposed by one person, decided by another. */
export function CorrectionsTab() {
  const say = useTexts(BILLING_TEXTS);
  const { may } = useSession();
  const { ids, chosen, choose } = useChosenContract();
  const query = useCorrections(chosen);
  const [proposing, setProposing] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <div className={styles['stack']}>
      <Panel
        title={say('corrections')}
        aside={
          may('run') ? (
            <Button tone="go" disabled={chosen === ''} onClick={() => setProposing(true)}>
              {say('propose')}
            </Button>
          ) : undefined
        }
      >
        <p className={styles['note']}>{say('correctionsWhy')}</p>
        <div className={styles['filters']}>
          <ContractChoice ids={ids} chosen={chosen} onChoose={choose} />
        </div>
        <ReadState query={query} />
        <CorrectionTable rows={query.data ?? []} loading={query.data === undefined} onAsk={setAsked} />
      </Panel>
      {proposing ? (
        <ProposeDialog contractId={chosen} attemptId="" onClose={() => setProposing(false)} />
      ) : null}
      {asked === null ? null : <DecideDialog asked={asked} onClose={() => setAsked(null)} />}
    </div>
  );
}

interface TableProps {
  readonly rows: readonly CorrectionOut[];
  readonly loading: boolean;
  readonly onAsk: (asked: Asked) => void;
}

function CorrectionTable({ rows, loading, onAsk }: TableProps) {
  const say = useTexts(BILLING_TEXTS);
  const { dateTime } = useFormats();
  const dispositionName = useDispositions();
  const columns: readonly Column<CorrectionOut>[] = [
    { key: 'call', head: say('call'), cell: ({ attemptId }) => <code>{attemptId}</code> },
    {
      key: 'disposition',
      head: say('rightDisposition'),
      cell: ({ disposition }) => dispositionName(disposition),
    },
    { key: 'why', head: say('why'), cell: ({ reason }) => <span className={styles['wrap']}>{reason}</span> },
    {
      key: 'state',
      head: say('state'),
      cell: ({ state }) => (
        <StatusBadge tone={LOOK[state][0]} icon={LOOK[state][1]}>
          {say(`correction.${state}`)}
        </StatusBadge>
      ),
    },
    {
      key: 'by',
      head: say('by'),
      cell: ({ proposedBy, proposedAtMs }) => `${proposedBy}, ${dateTime(proposedAtMs)}`,
    },
    {
      key: 'decided',
      head: say('decided'),
      cell: ({ decidedBy, decidedAtMs, decidedWhy }) =>
        decidedBy === null || decidedAtMs === null ? (
          say('nothing')
        ) : (
          <span className={styles['wrap']}>
            {[`${decidedBy}, ${dateTime(decidedAtMs)}`, decidedWhy].filter((part) => part !== '').join(': ')}
          </span>
        ),
    },
    {
      key: 'act',
      head: <span className="unseen">{say('confirm')}</span>,
      cell: (correction) => <Decisions correction={correction} onAsk={onAsk} />,
    },
  ];
  return (
    <div className={styles['scroll']}>
      <Table
        caption={say('corrections')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        empty={loading ? '' : say('noCorrections')}
      />
    </div>
  );
}

/** Whoever proposed it may take it back; another person confirms or rejects it. */
function Decisions({
  correction,
  onAsk,
}: {
  readonly correction: CorrectionOut;
  readonly onAsk: (asked: Asked) => void;
}) {
  const say = useTexts(BILLING_TEXTS);
  const { may, session } = useSession();
  const { attemptId: id, state, proposedBy } = correction;
  if (state !== 'proposed' || !may('run')) {
    return null;
  }
  const isOwn = proposedBy === session.name;
  return (
    <span className={styles['row']}>
      {isOwn ? null : (
        <Button
          tone="go"
          aria-label={say('confirmOf', { id })}
          onClick={() => onAsk({ correction, verb: 'confirm' })}
        >
          {say('confirm')}
        </Button>
      )}
      <Button
        aria-label={say(isOwn ? 'withdrawOf' : 'rejectOf', { id })}
        onClick={() => onAsk({ correction, verb: 'reject' })}
      >
        {say(isOwn ? 'withdraw' : 'reject')}
      </Button>
    </span>
  );
}

function DecideDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const say = useTexts(BILLING_TEXTS);
  const { busy, run } = useChange(BILLING);
  const [why, setWhy] = useState('');
  const { correction, verb } = asked;
  const decide = async () => {
    const path = `/v1/corrections/${encodeURIComponent(correction.id)}/${verb}`;
    const done = say(verb === 'confirm' ? 'confirmed' : 'done');
    if (await run(verb, () => api('POST', path, { body: { why } }), done)) {
      onClose();
    }
  };
  return (
    <Dialog title={say(`${verb}Of`, { id: correction.attemptId })} onClose={onClose}>
      <p>{correction.reason}</p>
      <Field
        label={say('moveWhy')}
        maxLength={1000}
        value={why}
        onChange={({ target }) => setWhy(target.value)}
      />
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="go" busy={busy !== null} onClick={() => void decide()}>
          {say(verb)}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
