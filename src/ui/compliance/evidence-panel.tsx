import { useQuery } from '@tanstack/react-query';
import type { CallEvidenceOut } from '../../contract/ledger-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';
import { SipLadder } from './sip-ladder.js';

type Decision = CallEvidenceOut['decisions'][number];
type RuleEvidence = Decision['rules'][number];
type Script = NonNullable<CallEvidenceOut['script']>;
type Proof = NonNullable<CallEvidenceOut['callProof']>;

/** Why a call was allowed, rule by rule, with what each went by, and the place of it all in its chain. */
export function EvidencePanel({
  attemptId,
  onClose,
}: {
  readonly attemptId: string;
  readonly onClose: () => void;
}) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const { data, error } = useQuery({
    queryKey: ['evidence', attemptId],
    queryFn: () => api<CallEvidenceOut>('GET', `/v1/attempts/${attemptId}/evidence`),
  });
  return (
    <Panel
      title={say('evidenceOf', { id: attemptId })}
      aside={<Button onClick={onClose}>{say('close')}</Button>}
    >
      {error === null ? null : <p role="alert">{error.message}</p>}
      {data === undefined ? null : (
        <>
          <StatusBadge tone={data.holds ? 'good' : 'bad'} icon={data.holds ? '✓' : '✕'}>
            {say(data.holds ? 'holds' : 'doesNotHold')}
          </StatusBadge>
          {data.callProof === null ? null : <ProofLine proof={data.callProof} />}
          {data.agent === null ? null : <p>{say('agent', { name: data.agent.name })}</p>}
          {data.recording === null ? null : (
            <p>
              {say('recording', {
                id: data.recording.id,
                notice: say(data.recording.notice ? 'spoken' : 'notSpoken'),
              })}
            </p>
          )}
          {data.call === null ? null : <SipLadder attemptId={attemptId} />}
          {data.script === null ? null : <ScriptAnswers script={data.script} />}
          {data.decisions.map((decision) => (
            <DecisionEvidence key={decision.decisionId} decision={decision} />
          ))}
        </>
      )}
    </Panel>
  );
}

function ScriptAnswers({ script }: { readonly script: Script }) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const columns: readonly Column<Script['steps'][number]>[] = [
    { key: 'step', head: say('scriptStep'), cell: ({ step }) => step },
    {
      key: 'text',
      head: say('scriptText'),
      cell: ({ text }) => <span className={styles['wide']}>{text}</span>,
    },
    {
      key: 'answer',
      head: say('scriptAnswer'),
      cell: ({ answer }) => <span className={styles['wrap']}>{answer ?? say('scriptEnd')}</span>,
    },
  ];
  const title = say('script', { version: script.version });
  return (
    <section className={styles['stack']}>
      <h3>{title}</h3>
      <StatusBadge tone={script.confirmed ? 'good' : 'soft'} icon={script.confirmed ? '✓' : '○'}>
        {say(script.confirmed ? 'confirmed' : 'notConfirmed')}
      </StatusBadge>
      <Table
        caption={title}
        columns={columns}
        rows={script.steps}
        keyOf={(one) => String(script.steps.indexOf(one))}
        empty={say('none')}
      />
    </section>
  );
}

function ProofLine({ proof }: { readonly proof: Proof }) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const holds = proof.contentHolds && proof.linkHolds;
  return (
    <p className={styles['proof']}>
      <span aria-hidden="true" className={holds ? 'good' : 'bad'}>
        {holds ? '✓' : '✕'}
      </span>{' '}
      {say('chain', { id: proof.chainId, seq: proof.seq })} · {say('hash')} <code>{proof.hash}</code>
    </p>
  );
}

const VERDICT_LOOK = {
  pass: ['good', '✓'],
  block: ['bad', '■'],
  not_applicable: ['soft', '○'],
} as const;

function DecisionEvidence({ decision }: { readonly decision: Decision }) {
  const say = useTexts(COMPLIANCE_TEXTS);
  const words = useWords();
  const columns: readonly Column<RuleEvidence>[] = [
    { key: 'rule', head: say('rule'), cell: ({ rule, key }) => (key === rule ? rule : `${rule} · ${key}`) },
    { key: 'name', head: say('provision'), cell: ({ rule }) => words('rule', rule) },
    {
      key: 'verdict',
      head: say('verdict'),
      cell: ({ verdict }) => (
        <StatusBadge tone={VERDICT_LOOK[verdict][0]} icon={VERDICT_LOOK[verdict][1]}>
          {say(`verdict.${verdict}`)}
        </StatusBadge>
      ),
    },
    {
      key: 'source',
      head: say('source'),
      cell: ({ provision }) => (
        <span className={styles['wrap']}>
          {provision === null ? say('none') : [provision.act, provision.article].filter(Boolean).join(', ')}
        </span>
      ),
    },
    {
      key: 'inputs',
      head: say('inputs'),
      cell: ({ inputs }) => (
        <span className={styles['wide']}>
          {Object.entries(inputs)
            .map(([name, value]) => `${name} ${String(value)}`)
            .join(' · ')}
        </span>
      ),
    },
  ];
  return (
    <section className={styles['stack']}>
      <h3>{say('decision', { id: decision.decisionId, policy: decision.policyVersion })}</h3>
      <ProofLine proof={decision.proof} />
      <div className={styles['scroll']}>
        <Table
          caption={decision.decisionId}
          columns={columns}
          rows={decision.rules}
          keyOf={({ key }) => key}
          empty={say('none')}
        />
      </div>
    </section>
  );
}
