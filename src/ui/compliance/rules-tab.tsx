import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyItem } from '../../contract/policy-wire.js';
import { api } from '../shell/api.js';
import { Field, SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';

interface Provision {
  readonly id: string;
  readonly key: string;
  readonly source: { readonly act: string; readonly article: string };
  readonly basis: 'lei' | 'jurisprudencia' | 'autorregulacao' | 'padrao';
  readonly severity: 'block' | 'warn' | 'record';
  readonly validFrom: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly note: string;
}

/** Versions of policies, those in force first. */
export function usePolicies(): readonly PolicyItem[] {
  const { data } = useQuery({
    queryKey: ['policies'],
    queryFn: () => api<{ items: PolicyItem[] }>('GET', '/v1/policies'),
  });
  return [...(data?.items ?? [])].sort((a, b) => Number(b.inForce) - Number(a.inForce));
}

function figuresOf(parameters: Provision['parameters']): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}

/** Every provision of a policy with its act and article. */
export function RulesTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const words = useWords();
  const policies = usePolicies();
  const [chosen, setChosen] = useState('');
  const [filter, setFilter] = useState('');
  const shown = policies.filter(({ inForce }) => inForce);
  const policy = shown.find(({ id }) => id === chosen) ?? shown[0];
  const { data } = useQuery({
    queryKey: ['policy', policy?.id, policy?.version],
    queryFn: () =>
      api<{ policy: { rules: Provision[] } }>(
        'GET',
        `/v1/policies/${policy?.id}/versions/${policy?.version}`,
      ),
    enabled: policy !== undefined,
  });
  const rules = (data?.policy.rules ?? []).filter((rule) =>
    `${rule.id} ${rule.key} ${words('rule', rule.id)} ${rule.source.act} ${rule.source.article}`
      .toLowerCase()
      .includes(filter.trim().toLowerCase()),
  );
  const columns: readonly Column<Provision>[] = [
    { key: 'rule', head: say('rule'), cell: ({ id, key }) => (key === id ? id : `${id} · ${key}`) },
    {
      key: 'name',
      head: say('provision'),
      cell: ({ id }) => <span className={styles['wrap']}>{words('rule', id)}</span>,
    },
    {
      key: 'source',
      head: say('source'),
      cell: ({ source }) => (
        <span className={styles['wrap']}>
          {source.act}
          {source.article === '' ? '' : `, ${source.article}`}
        </span>
      ),
    },
    { key: 'basis', head: say('basis'), cell: ({ basis }) => say(`basis.${basis}`) },
    { key: 'effect', head: say('effect'), cell: ({ severity }) => say(`severity.${severity}`) },
    { key: 'since', head: say('since'), cell: ({ validFrom }) => validFrom },
    {
      key: 'figures',
      head: say('figures'),
      cell: ({ parameters, note }) => (
        <span className={styles['wide']} title={note}>
          {figuresOf(parameters)}
        </span>
      ),
    },
  ];
  return (
    <Panel title={say('tab.rules')} aside={policy === undefined ? null : `${policy.id}@${policy.version}`}>
      <div className={styles['filters']}>
        <SelectField
          label={say('policy')}
          value={policy?.id ?? ''}
          onChange={(event) => setChosen(event.target.value)}
        >
          {shown.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </SelectField>
        <Field
          label={say('filter')}
          type="search"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      <div className={styles['scroll']}>
        <Table
          caption={say('tab.rules')}
          columns={columns}
          rows={rules}
          keyOf={({ key }) => key}
          empty={say('noRules')}
        />
      </div>
    </Panel>
  );
}
