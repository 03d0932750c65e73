import { useState } from 'react';
import type { InboundSettingOut } from '../../../contract/inbound-wire.js';
import { Button } from '../../shell/components/button.js';
import { ChoiceField, Field } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useAgentProfiles } from '../users/use-people.js';
import { asTable, asText, useSettingChange, useSettings } from './inbound-settings.js';
import { QUEUE_TEXTS } from './queue-texts.js';
import { SettingDialog } from './setting-dialog.js';

const ROLES = ['both', 'inbound', 'outbound'] as const;
type Role = (typeof ROLES)[number];

interface SkillsDraft {
  readonly role: Role;
  readonly queues: string;
  readonly skills: string;
  readonly shift: string;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly setting: InboundSettingOut | null;
  readonly draft: SkillsDraft | null;
}

const pairText = (value: unknown): string =>
  Object.entries(asTable(value))
    .map(([name, level]) => `${name} ${level}`)
    .join(', ');

function draftOf(document: unknown): SkillsDraft {
  const { role, queues, skills, shift } = asTable(document);
  return {
    role: ROLES.find((known) => known === role) ?? 'both',
    queues: pairText(queues),
    skills: pairText(skills),
    shift: asText(shift),
  };
}

/** `divida 1, sac 2` as a table; null where it is none. */
function readPairs(text: string): Readonly<Record<string, number>> | null {
  const pairs = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => /^(\S+)\s+(\d{1,3})$/.exec(part));
  return pairs.includes(null)
    ? null
    : Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', Number(pair?.[2])]));
}

/** What each agent takes of what comes in: his rank by queue, his level by skill, his shift. */
export function SkillsPanel() {
  const say = useTexts(QUEUE_TEXTS);
  const { may } = useSession();
  const [open, setOpen] = useState<Row | null>(null);
  const query = useSettings('agent-skills');
  const agents = useAgentProfiles();
  const rows: readonly Row[] = (agents.data ?? []).map(({ id, name }) => {
    const setting = query.data?.find((one) => one.id === id) ?? null;
    return { id, name, setting, draft: setting === null ? null : draftOf(setting.document) };
  });
  const actions: Column<Row> = {
    key: 'actions',
    head: say('actions'),
    cell: (row) => (
      <Button aria-label={say('changeOf', { name: row.name })} onClick={() => setOpen(row)}>
        {say('change')}
      </Button>
    ),
  };
  const columns: readonly Column<Row>[] = [
    { key: 'agent', head: say('agent'), cell: ({ id, name }) => `${name} (${id})` },
    {
      key: 'role',
      head: say('role'),
      cell: ({ draft }) => (draft === null ? say('takesNone') : say(`role.${draft.role}`)),
    },
    { key: 'queues', head: say('ranks'), cell: ({ draft }) => draft?.queues || '–' },
    { key: 'skills', head: say('levels'), cell: ({ draft }) => draft?.skills || '–' },
    { key: 'shift', head: say('shift'), cell: ({ draft }) => draft?.shift || '–' },
    ...(may('run') ? [actions] : []),
  ];
  return (
    <Panel title={say('skills')}>
      <ReadState query={query} />
      <Table
        caption={say('skills')}
        columns={columns}
        rows={query.data === undefined ? [] : rows}
        keyOf={({ id }) => id}
        empty={agents.data === undefined ? '' : say('noAgents')}
      />
      {open === null ? null : <SkillsDialog row={open} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function SkillsDialog({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
  const say = useTexts(QUEUE_TEXTS);
  const change = useSettingChange('agent-skills', row.setting);
  const [draft, setDraft] = useState(() => draftOf(row.setting?.document));
  const set = (part: Partial<SkillsDraft>) => setDraft((now) => ({ ...now, ...part }));
  const [queues, skills] = [readPairs(draft.queues), readPairs(draft.skills)];
  const document = () => {
    const shift = draft.shift.trim() === '' ? {} : { shift: draft.shift.trim() };
    return { role: draft.role, queues, skills, ...shift };
  };
  const text = (key: 'queues' | 'skills' | 'shift', label: string, hint: string, wrong: boolean) => {
    const refused = change.refused?.member === key ? change.refused.why : undefined;
    const error = wrong ? say('pairWrong') : refused;
    return (
      <Field
        label={label}
        hint={hint}
        {...(error === undefined ? {} : { error })}
        spellCheck={false}
        value={draft[key]}
        onChange={({ target }) => set({ [key]: target.value })}
      />
    );
  };
  return (
    <SettingDialog
      title={say('changeSkills', { name: row.name })}
      change={change}
      id={row.id}
      name={row.name}
      removable={false}
      fits={queues !== null && skills !== null}
      shown={['queues', 'skills', 'shift']}
      document={document}
      onTakeTheirs={(theirs) => setDraft(draftOf(theirs))}
      onClose={onClose}
    >
      <div className={styles['fields']}>
        <ChoiceField
          label={say('role')}
          value={draft.role}
          words={ROLES.map((role) => [role, say(`role.${role}`)])}
          onChoose={(role) => set({ role })}
        />
        {text('queues', say('ranks'), say('ranksWhy'), queues === null)}
        {text('skills', say('levels'), say('levelsWhy'), skills === null)}
        {text('shift', say('shift'), say('shiftWhy'), false)}
      </div>
    </SettingDialog>
  );
}
