import { type FormEvent, useState } from 'react';
import type { UserOut } from '../../../contract/user-wire.js';
import { api } from '../../shell/api.js';
import { Dialog } from '../../shell/components/dialog.js';
import { CheckField, ChoiceField, Field } from '../../shell/components/field.js';
import { useToast } from '../../shell/components/toast.js';
import { useTexts } from '../../shell/texts/texts.js';
import { DialogFoot } from '../dialog-foot.js';
import { IdAndName } from './id-and-name.js';
import { ScopeChoice } from './scope-choice.js';
import { useAgentProfiles, useChange, useTeams } from './use-people.js';
import styles from './users.module.css';
import { USERS_TEXTS } from './users-texts.js';

const ROLES: readonly UserOut['role'][] = [
  'agent',
  'supervisor',
  'telecom',
  'compliance',
  'auditor',
  'creditor',
  'admin',
];

interface UserDialogProps {
  /** null: a new one. */
  readonly user: UserOut | null;
  /** The last active admin, who keeps his role. */
  readonly last: boolean;
  readonly onClose: () => void;
  readonly onAdded: (name: string, password: string) => void;
}

type Draft = Pick<UserOut, 'id' | 'name' | 'role' | 'teamIds' | 'creditorCnpj'> & {
  readonly agentId: string;
};

function draftOf(user: UserOut | null): Draft {
  return user === null
    ? { id: '', name: '', role: 'agent', teamIds: null, agentId: '', creditorCnpj: '' }
    : { ...user, agentId: user.agentId ?? '' };
}

/** What the server is sent: teams are of who looks at others, an agent is of who is one, a creditor of who reads for one. */
function bodyOf({ name, role, teamIds, agentId, creditorCnpj }: Draft) {
  return {
    name,
    role,
    teamIds: role === 'agent' || role === 'creditor' ? null : teamIds,
    agentId: role === 'agent' ? agentId : null,
    creditorCnpj: role === 'creditor' ? creditorCnpj : '',
  };
}

/** Makes or changes a user. */
export function UserDialog({ user, last, onClose, onAdded }: UserDialogProps) {
  const say = useTexts(USERS_TEXTS);
  const { say: tell } = useToast();
  const [draft, setDraft] = useState(() => draftOf(user));
  const [unjoin, setUnjoin] = useState(false);
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const save = useChange(async () => {
    if (user !== null) {
      const body = { ...bodyOf(draft), ...(unjoin ? { unjoinProvider: true } : {}) };
      await api('PATCH', `/v1/users/${encodeURIComponent(user.id)}`, { body });
      return null;
    }
    const body = { id: draft.id, ...bodyOf(draft) };
    return (await api<{ password: string }>('POST', '/v1/users', { body })).password;
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, {
      onSuccess(password) {
        if (password === null) {
          tell(say('saved', { name: draft.name }));
          onClose();
        } else {
          onAdded(draft.name, password);
        }
      },
    });
  };
  return (
    <Dialog title={user === null ? say('add') : say('editOf', { name: user.name })} onClose={onClose}>
      <form className={styles['form']} onSubmit={submit}>
        <IdAndName
          idLabel={say('id')}
          pattern="[a-z0-9][a-z0-9._@\-]{0,63}"
          isNew={user === null}
          value={draft}
          onChange={set}
        />
        <ChoiceField
          label={say('role')}
          {...(last ? { hint: say('lastAdminWhy') } : {})}
          disabled={last}
          value={draft.role}
          words={ROLES.map((role) => [role, say(`role.${role}`)])}
          onChoose={(role) =>
            set({ role, teamIds: role === 'supervisor' ? (draft.teamIds ?? []) : draft.teamIds })
          }
        />
        <Place draft={draft} set={set} />
        {user?.provider === true ? (
          <CheckField
            label={say('unjoin')}
            checked={unjoin}
            onChange={(event) => setUnjoin(event.target.checked)}
          />
        ) : null}
        <DialogFoot busy={save.isPending} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** What belongs to the role: the agent he is, the creditor he reads for, or the teams he looks after. */
function Place({ draft, set }: { readonly draft: Draft; readonly set: (change: Partial<Draft>) => void }) {
  const say = useTexts(USERS_TEXTS);
  if (draft.role === 'agent') {
    return <AgentChoice value={draft.agentId} onChange={(agentId) => set({ agentId })} />;
  }
  if (draft.role !== 'creditor') {
    return <TeamChoice value={draft.teamIds} onChange={(teamIds) => set({ teamIds })} />;
  }
  return (
    <Field
      label={say('creditorCnpj')}
      hint={say('creditorHelp')}
      required
      pattern="[0-9A-Z]{12}[0-9]{2}"
      autoComplete="off"
      value={draft.creditorCnpj}
      onChange={(event) => set({ creditorCnpj: event.target.value.replace(/[./-]/g, '').toUpperCase() })}
    />
  );
}

function AgentChoice({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (agentId: string) => void;
}) {
  const say = useTexts(USERS_TEXTS);
  const agents = useAgentProfiles();
  return (
    <ChoiceField
      label={say('agentId')}
      required
      value={value}
      error={agents.error?.message ?? (agents.data?.length === 0 ? say('noAgents') : '')}
      words={[['', ''], ...(agents.data ?? []).map(({ id, name }) => [id, `${name} (${id})`] as const)]}
      onChoose={onChange}
    />
  );
}

/** Over whom he looks. */
function TeamChoice({
  value,
  onChange,
}: {
  readonly value: readonly string[] | null;
  readonly onChange: (teamIds: string[] | null) => void;
}) {
  const say = useTexts(USERS_TEXTS);
  const items = useTeams().data?.items ?? [];
  return (
    <ScopeChoice
      legend={say('teamsOf')}
      all={say('allTeams')}
      items={items}
      value={value}
      onChange={onChange}
    />
  );
}
