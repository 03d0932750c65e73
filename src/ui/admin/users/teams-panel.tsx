import { type FormEvent, useState } from 'react';
import type { TeamOut } from '../../../contract/user-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog } from '../../shell/components/dialog.js';
import { CheckField } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useToast } from '../../shell/components/toast.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useCampaigns } from '../campaigns/campaign-queries.js';
import { DialogFoot } from '../dialog-foot.js';
import { IdAndName } from './id-and-name.js';
import { ScopeChoice } from './scope-choice.js';
import { useAgentProfiles, useChange, useTeams } from './use-people.js';
import styles from './users.module.css';
import { USERS_TEXTS } from './users-texts.js';

/** Teams: which agents are under the supervisors of each. */
export function TeamsPanel() {
  const say = useTexts(USERS_TEXTS);
  const { number } = useFormats();
  const { may } = useSession();
  const { say: tell } = useToast();
  const teams = useTeams();
  const [open, setOpen] = useState<TeamOut | 'new' | null>(null);
  const remove = useChange(({ id }: TeamOut) => api('DELETE', `/v1/teams/${encodeURIComponent(id)}`));
  const govern = may('govern');

  const columns: readonly Column<TeamOut>[] = [
    { key: 'id', head: say('team'), cell: ({ id, name }) => `${name} (${id})` },
    { key: 'agents', head: say('agents'), number: true, cell: ({ agentIds }) => number(agentIds.length) },
    ...(govern
      ? [
          {
            key: 'actions',
            head: say('actions'),
            cell: (team: TeamOut) => (
              <div className={styles['row']}>
                <Button aria-label={say('editOf', { name: team.name })} onClick={() => setOpen(team)}>
                  {say('edit')}
                </Button>
                <Button
                  aria-label={say('removeOf', { name: team.name })}
                  onClick={() =>
                    remove.mutate(team, { onSuccess: () => tell(say('removed', { name: team.name })) })
                  }
                >
                  {say('remove')}
                </Button>
              </div>
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel
      title={say('teams')}
      aside={
        govern ? (
          <Button tone="go" onClick={() => setOpen('new')}>
            {say('newTeam')}
          </Button>
        ) : undefined
      }
    >
      <Table
        caption={say('teams')}
        columns={columns}
        rows={teams.data?.items ?? []}
        keyOf={({ id }) => id}
        empty={teams.isPending ? say('loading') : (teams.error?.message ?? say('noTeams'))}
      />
      {open === null ? null : (
        <TeamDialog team={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </Panel>
  );
}

function TeamDialog({ team, onClose }: { readonly team: TeamOut | null; readonly onClose: () => void }) {
  const say = useTexts(USERS_TEXTS);
  const { say: tell } = useToast();
  const agents = useAgentProfiles();
  const [id, setId] = useState(team?.id ?? '');
  const [name, setName] = useState(team?.name ?? '');
  const [agentIds, setAgentIds] = useState<readonly string[]>(team?.agentIds ?? []);
  const [campaignIds, setCampaignIds] = useState<readonly string[] | null>(team?.campaignIds ?? null);
  const campaigns = (useCampaigns().data ?? []).map(({ settings: { id, name } }) => ({ id, name }));
  const save = useChange(() =>
    api('PUT', `/v1/teams/${encodeURIComponent(id)}`, { body: { name, agentIds, campaignIds } }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, {
      onSuccess() {
        tell(say('saved', { name }));
        onClose();
      },
    });
  };
  return (
    <Dialog title={team === null ? say('newTeam') : say('editOf', { name: team.name })} onClose={onClose}>
      <form className={styles['form']} onSubmit={submit}>
        <IdAndName
          idLabel={say('teamId')}
          pattern="[a-z0-9][a-z0-9._\-]{0,63}"
          isNew={team === null}
          value={{ id, name }}
          onChange={(change) => {
            setId(change.id ?? id);
            setName(change.name ?? name);
          }}
        />
        <fieldset className={styles['choices']}>
          <legend>{say('agents')}</legend>
          {agents.data?.length === 0 ? <p className="soft">{say('noAgents')}</p> : null}
          {(agents.data ?? []).map((agent) => (
            <CheckField
              key={agent.id}
              label={`${agent.name} (${agent.id})`}
              checked={agentIds.includes(agent.id)}
              onChange={(event) =>
                setAgentIds(
                  event.target.checked ? [...agentIds, agent.id] : agentIds.filter((one) => one !== agent.id),
                )
              }
            />
          ))}
        </fieldset>
        <ScopeChoice
          legend={say('campaigns')}
          all={say('allCampaigns')}
          items={campaigns}
          value={campaignIds}
          onChange={setCampaignIds}
        />
        <DialogFoot busy={save.isPending} onClose={onClose} />
      </form>
    </Dialog>
  );
}
