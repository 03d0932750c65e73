import { type FormEvent, useState } from 'react';
import type { UserOut } from '../../../contract/user-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { CheckField, Field, SelectField } from '../../shell/components/field.js';
import { useToast } from '../../shell/components/toast.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useAgentProfiles, useChange, useTeams } from './use-people.js';
import styles from './users.module.css';
import { USERS_TEXTS } from './users-texts.js';

const ROLES: readonly UserOut['role'][] = [
  'agent',
  'supervisor',
  'telecom',
  'compliance',
  'auditor',
  'admin',
];

interface UserDialogProps {
  /** null: a new one. */
  readonly user: UserOut | null;
  readonly onClose: () => void;
  readonly onAdded: (name: string, password: string) => void;
}

type Draft = Pick<UserOut, 'id' | 'name' | 'role' | 'teamIds'> & { readonly agentId: string };

function draftOf(user: UserOut | null): Draft {
  return user === null
    ? { id: '', name: '', role: 'agent', teamIds: null, agentId: '' }
    : { ...user, agentId: user.agentId ?? '' };
}

/** What the server is sent: teams are of who looks at others, an agent is of who is one. */
function bodyOf({ name, role, teamIds, agentId }: Draft) {
  return role === 'agent' ? { name, role, teamIds: null, agentId } : { name, role, teamIds, agentId: null };
}

/** Makes or changes a user. */
export function UserDialog({ user, onClose, onAdded }: UserDialogProps) {
  const say = useTexts(USERS_TEXTS);
  const { say: tell } = useToast();
  const [draft, setDraft] = useState(() => draftOf(user));
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const save = useChange(async () => {
    if (user !== null) {
      await api('PATCH', `/v1/users/${encodeURIComponent(user.id)}`, { body: bodyOf(draft) });
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
        {user === null ? (
          <Field
            label={say('id')}
            hint={say('idHelp')}
            required
            pattern="[a-z0-9][a-z0-9._@\-]{0,63}"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={draft.id}
            onChange={(event) => set({ id: event.target.value })}
          />
        ) : null}
        <Field
          label={say('name')}
          required
          maxLength={120}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label={say('role')}
          value={draft.role}
          onChange={(event) => {
            const role = ROLES.find((name) => name === event.target.value) ?? draft.role;
            set({ role, teamIds: role === 'supervisor' ? (draft.teamIds ?? []) : draft.teamIds });
          }}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {say(`role.${role}`)}
            </option>
          ))}
        </SelectField>
        {draft.role === 'agent' ? (
          <AgentChoice value={draft.agentId} onChange={(agentId) => set({ agentId })} />
        ) : (
          <TeamChoice value={draft.teamIds} onChange={(teamIds) => set({ teamIds })} />
        )}
        <DialogButtons>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button type="submit" tone="go" busy={save.isPending}>
            {say('save')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
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
    <SelectField
      label={say('agentId')}
      required
      value={value}
      error={agents.error?.message ?? (agents.data?.length === 0 ? say('noAgents') : '')}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="" />
      {(agents.data ?? []).map(({ id, name }) => (
        <option key={id} value={id}>
          {name} ({id})
        </option>
      ))}
    </SelectField>
  );
}

function TeamChoice({
  value,
  onChange,
}: {
  readonly value: readonly string[] | null;
  readonly onChange: (teamIds: string[] | null) => void;
}) {
  const say = useTexts(USERS_TEXTS);
  const teams = useTeams();
  return (
    <fieldset>
      <legend>{say('teamsOf')}</legend>
      <CheckField
        label={say('allTeams')}
        checked={value === null}
        onChange={(event) => onChange(event.target.checked ? null : [])}
      />
      {value === null
        ? null
        : (teams.data?.items ?? []).map(({ id, name }) => (
            <CheckField
              key={id}
              label={name}
              checked={value.includes(id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...value, id] : value.filter((team) => team !== id))
              }
            />
          ))}
    </fieldset>
  );
}
