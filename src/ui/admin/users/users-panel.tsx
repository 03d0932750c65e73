import { useState } from 'react';
import type { UserOut } from '../../../contract/user-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useToast } from '../../shell/components/toast.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import { ResetDialog } from './reset-dialog.js';
import { useChange, useUsers } from './use-people.js';
import { UserDialog } from './user-dialog.js';
import styles from './users.module.css';
import { USERS_TEXTS } from './users-texts.js';

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'reset'; readonly user: UserOut };

/** The users; who may only examine them has no buttons. */
export function UsersPanel() {
  const say = useTexts(USERS_TEXTS);
  const { may } = useSession();
  const users = useUsers();
  const [open, setOpen] = useState<Open | null>(null);
  const [given, setGiven] = useState<{ readonly name: string; readonly password: string } | null>(null);
  const govern = may('govern');

  const columns: readonly Column<UserOut>[] = [
    { key: 'id', head: say('user'), cell: ({ id }) => id },
    { key: 'name', head: say('name'), cell: ({ name }) => <span className={styles['long']}>{name}</span> },
    { key: 'role', head: say('role'), cell: ({ role }) => say(`role.${role}`) },
    {
      key: 'teams',
      head: say('teamsOf'),
      cell: ({ teamIds, role }) =>
        role === 'agent' ? '–' : teamIds === null ? say('everyTeam') : teamIds.join(', ') || '–',
    },
    { key: 'agent', head: say('agent'), cell: ({ agentId }) => agentId ?? '–' },
    { key: 'state', head: say('state'), cell: (user) => <UserState user={user} /> },
    ...(govern
      ? [
          {
            key: 'actions',
            head: say('actions'),
            cell: (user: UserOut) => (
              <UserActions
                user={user}
                last={isLastAdmin(users.data?.items ?? [], user)}
                onOpen={(kind) => setOpen({ kind, user })}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel
      title={say('users')}
      aside={
        govern ? (
          <Button tone="go" onClick={() => setOpen({ kind: 'add' })}>
            {say('add')}
          </Button>
        ) : undefined
      }
    >
      <Table
        caption={say('users')}
        columns={columns}
        rows={users.data?.items ?? []}
        keyOf={({ id }) => id}
        empty={users.isPending ? say('loading') : (users.error?.message ?? say('noUsers'))}
      />
      {open?.kind === 'add' || open?.kind === 'edit' ? (
        <UserDialog
          user={open.kind === 'edit' ? open.user : null}
          last={open.kind === 'edit' && isLastAdmin(users.data?.items ?? [], open.user)}
          onClose={() => setOpen(null)}
          onAdded={(name, password) => {
            setOpen(null);
            setGiven({ name, password });
          }}
        />
      ) : null}
      {open?.kind === 'reset' ? (
        <ResetDialog
          user={open.user}
          onClose={() => setOpen(null)}
          onGiven={(password) => {
            setGiven({ name: open.user.name, password });
            setOpen(null);
          }}
        />
      ) : null}
      {given === null ? null : <GivenDialog {...given} onClose={() => setGiven(null)} />}
    </Panel>
  );
}

function UserState({ user }: { readonly user: UserOut }) {
  const say = useTexts(USERS_TEXTS);
  if (user.blocked) {
    return (
      <StatusBadge tone="bad" icon="✕">
        {say('blocked')}
      </StatusBadge>
    );
  }
  return user.mustChangePassword ? (
    <StatusBadge tone="warn" icon="○">
      {say('firstDue')}
    </StatusBadge>
  ) : (
    <StatusBadge tone="good" icon="●">
      {[
        say('active'),
        ...(user.secondFactor ? [say('factor')] : []),
        ...(user.provider ? [say('byProvider')] : []),
      ].join(', ')}
    </StatusBadge>
  );
}

/** Nobody ends the last one who may let others in. */
function isLastAdmin(users: readonly UserOut[], user: UserOut): boolean {
  const admins = users.filter(({ role, blocked }) => role === 'admin' && !blocked);
  return admins.length === 1 && admins[0]?.id === user.id;
}

interface UserActionsProps {
  readonly user: UserOut;
  readonly last: boolean;
  readonly onOpen: (kind: 'edit' | 'reset') => void;
}

function UserActions({ user, last, onOpen }: UserActionsProps) {
  const say = useTexts(USERS_TEXTS);
  const { say: tell } = useToast();
  const { name } = user;
  const block = useChange(({ id, blocked }: Pick<UserOut, 'id' | 'blocked'>) =>
    api<UserOut>('PATCH', `/v1/users/${encodeURIComponent(id)}`, { body: { blocked } }),
  );
  const toggle = () =>
    block.mutate(
      { id: user.id, blocked: !user.blocked },
      { onSuccess: ({ blocked }) => tell(say(blocked ? 'blockedNow' : 'unblockedNow', { name })) },
    );
  return (
    <div className={styles['row']}>
      <Button aria-label={say('editOf', { name })} onClick={() => onOpen('edit')}>
        {say('edit')}
      </Button>
      <Button aria-label={say('resetOf', { name })} onClick={() => onOpen('reset')}>
        {say('reset')}
      </Button>
      {last ? (
        <span className="soft">{say('lastAdmin')}</span>
      ) : (
        <Button aria-label={say(user.blocked ? 'unblockOf' : 'blockOf', { name })} onClick={toggle}>
          {say(user.blocked ? 'unblock' : 'block')}
        </Button>
      )}
    </div>
  );
}

interface GivenDialogProps {
  readonly name: string;
  readonly password: string;
  readonly onClose: () => void;
}

function GivenDialog({ name, password, onClose }: GivenDialogProps) {
  const say = useTexts(USERS_TEXTS);
  return (
    <Dialog title={say('given')} onClose={onClose}>
      <p>{say('givenHelp', { name })}</p>
      <p className={styles['secret']}>{password}</p>
      <DialogButtons>
        <Button tone="go" onClick={onClose}>
          {say('close')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
