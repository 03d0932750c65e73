import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { ContractItemOut, ContractOut } from '../../contract/billing-wire.js';
import { ReadState } from '../admin/read-state.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { ContractDraft } from './contract-draft.js';
import { ContractSheets } from './contract-sheets.js';
import { CONTRACT_TEXTS } from './contract-texts.js';
import { BILLING, useContracts } from './use-billing.js';
import { dayOrMonth } from './use-money.js';

const nameOf = ({ id, version }: Pick<ContractItemOut, 'id' | 'version'>): string => `${id}@${version}`;

/** Contracts with their versions; one in the address is shown whole, and may be the beginning of the next. */
export function ContractsTab() {
  const say = useTexts(CONTRACT_TEXTS);
  const { may } = useSession();
  const [place] = useSearchParams();
  const [writing, setWriting] = useState(false);
  const [id, version] = [place.get('contract'), place.get('version')];
  const query = useContracts();
  if (id !== null && version !== null) {
    return <ContractPage key={`${id} ${version}`} id={id} version={version} />;
  }
  return (
    <div className={styles['stack']}>
      <Panel
        title={say('contracts')}
        aside={
          may('run') && !writing ? (
            <Button onClick={() => setWriting(true)}>{say('newContract')}</Button>
          ) : undefined
        }
      >
        <p className={styles['note']}>{say('contractsWhy')}</p>
        <ReadState query={query} />
        <ContractTable rows={query.data ?? []} loading={query.data === undefined} />
      </Panel>
      {writing ? <ContractDraft title={say('writingNew')} text="" onClose={() => setWriting(false)} /> : null}
    </div>
  );
}

interface TableProps {
  readonly rows: readonly ContractItemOut[];
  readonly loading: boolean;
}

function ContractTable({ rows, loading }: TableProps) {
  const say = useTexts(CONTRACT_TEXTS);
  const billing = useTexts(BILLING_TEXTS);
  const { dateTime } = useFormats();
  const columns: readonly Column<ContractItemOut>[] = [
    {
      key: 'id',
      head: billing('contract'),
      cell: (one) => (
        <Link to={`?${new URLSearchParams({ tab: 'contracts', contract: one.id, version: one.version })}`}>
          {nameOf(one)}
        </Link>
      ),
    },
    {
      key: 'title',
      head: say('contractTitle'),
      cell: ({ title }) => <span className={styles['wrap']}>{title}</span>,
    },
    {
      key: 'valid',
      head: say('valid'),
      cell: ({ validFrom, validTo }) =>
        say('from', {
          from: dayOrMonth(validFrom),
          to: validTo === null ? say('noEnd') : dayOrMonth(validTo),
        }),
    },
    {
      key: 'period',
      head: say('periodEnds'),
      cell: ({ lastDay }) => (lastDay === 31 ? say('monthEnd') : say('dayEnd', { day: lastDay })),
    },
    {
      key: 'added',
      head: say('added'),
      cell: ({ addedBy, addedAtMs, why }) =>
        addedBy === null || addedAtMs === null ? (
          say('ships')
        ) : (
          <span className={styles['wrap']}>{`${addedBy}, ${dateTime(addedAtMs)}: ${why}`}</span>
        ),
    },
  ];
  return (
    <div className={styles['scroll']}>
      <Table
        caption={say('contracts')}
        columns={columns}
        rows={rows}
        keyOf={nameOf}
        empty={loading ? '' : say('none')}
      />
    </div>
  );
}

/** A version as tables, and the text of the next one. */
function ContractPage({ id, version }: Pick<ContractItemOut, 'id' | 'version'>) {
  const say = useTexts(CONTRACT_TEXTS);
  const { may } = useSession();
  const [writing, setWriting] = useState(false);
  const path = `/v1/contracts/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`;
  const query = useQuery({
    queryKey: [BILLING, 'contract', id, version],
    queryFn: () => api<ContractOut>('GET', path),
  });
  const contract = query.data;
  return (
    <div className={styles['stack']}>
      <div className={styles['head']}>
        <h2>
          {contract === undefined ? nameOf({ id, version }) : `${contract.title} (${nameOf(contract)})`}
        </h2>
        <Link to="?tab=contracts">
          <span aria-hidden="true">←</span> {say('back')}
        </Link>
        {may('run') && contract !== undefined && !writing ? (
          <Button onClick={() => setWriting(true)}>{say('newVersion')}</Button>
        ) : null}
      </div>
      <ReadState query={query} />
      {contract === undefined ? null : writing ? (
        <ContractDraft
          title={say('writing', { name: nameOf(contract) })}
          text={contract.text}
          onClose={() => setWriting(false)}
        />
      ) : (
        <ContractSheets sheets={contract.sheets} />
      )}
    </div>
  );
}
