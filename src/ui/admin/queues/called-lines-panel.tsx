import { useState } from 'react';
import type { InboundSettingOut } from '../../../contract/inbound-wire.js';
import { Button } from '../../shell/components/button.js';
import { ChoiceField, Field } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { useCampaigns } from '../campaigns/campaign-queries.js';
import { ReadState } from '../read-state.js';
import { asTable, asText, type Document, useSettingChange, useSettings } from './inbound-settings.js';
import { QUEUE_TEXTS } from './queue-texts.js';
import { SettingDialog } from './setting-dialog.js';

const NUMBER = /^\+[1-9][0-9]{6,14}$/;

interface LineDraft {
  readonly campaignId: string;
  /** `queue:divida` or `menu:ura`. */
  readonly to: string;
  readonly greeting: string;
  readonly closedSay: string;
}

function draftOf(document: unknown): LineDraft {
  const line = asTable(document);
  const { kind, menuId, queueId } = asTable(line['to']);
  return {
    campaignId: asText(line['campaignId']),
    to: kind === undefined ? '' : `${kind}:${asText(menuId, asText(queueId))}`,
    greeting: asText(line['greeting']),
    closedSay: asText(line['closedSay'], 'fila-fechada'),
  };
}

function documentOf({ campaignId, to, greeting, closedSay }: LineDraft): Document {
  const [kind = '', id = ''] = to.split(':');
  return kind === 'menu'
    ? { campaignId, to: { kind, menuId: id } }
    : { campaignId, to: { kind, queueId: id }, greeting, closedSay };
}

/** Which numbers people call, and where each leads. */
export function CalledLinesPanel() {
  const say = useTexts(QUEUE_TEXTS);
  const { may } = useSession();
  const [open, setOpen] = useState<InboundSettingOut | 'new' | null>(null);
  const query = useSettings('inbound-lines');
  const leads = useLeads();
  const actions: Column<InboundSettingOut> = {
    key: 'actions',
    head: say('actions'),
    cell: (line) => (
      <Button aria-label={say('changeOf', { name: line.id })} onClick={() => setOpen(line)}>
        {say('change')}
      </Button>
    ),
  };
  const columns: readonly Column<InboundSettingOut>[] = [
    { key: 'number', head: say('number'), cell: ({ id }) => id },
    { key: 'to', head: say('leadsTo'), cell: ({ document }) => leads(draftOf(document).to) },
    { key: 'campaign', head: say('campaign'), cell: ({ document }) => draftOf(document).campaignId },
    { key: 'greeting', head: say('greeting'), cell: ({ document }) => draftOf(document).greeting || '–' },
    ...(may('telecom') ? [actions] : []),
  ];
  return (
    <Panel
      title={say('lines')}
      aside={
        may('telecom') ? (
          <Button tone="go" onClick={() => setOpen('new')}>
            {say('addLine')}
          </Button>
        ) : undefined
      }
    >
      <ReadState query={query} />
      <Table
        caption={say('lines')}
        columns={columns}
        rows={query.data ?? []}
        keyOf={({ id }) => id}
        empty={query.data === undefined ? '' : say('noLines')}
      />
      {open === null ? null : (
        <LineDialog line={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </Panel>
  );
}

function useLeads(): (to: string) => string {
  const say = useTexts(QUEUE_TEXTS);
  return (to) => {
    const [kind = '', name = ''] = to.split(':');
    return kind === 'menu' ? say('menuOf', { name }) : kind === 'queue' ? say('queueOf', { name }) : '–';
  };
}

function LineDialog({
  line,
  onClose,
}: {
  readonly line: InboundSettingOut | null;
  readonly onClose: () => void;
}) {
  const say = useTexts(QUEUE_TEXTS);
  const change = useSettingChange('inbound-lines', line);
  const [number, setNumber] = useState(line?.id ?? '');
  const [draft, setDraft] = useState(() => draftOf(line?.document));
  const fits = NUMBER.test(number) && draft.campaignId !== '' && draft.to !== '';
  return (
    <SettingDialog
      title={line === null ? say('newLine') : say('changeLine', { name: number })}
      change={change}
      id={number}
      name={number}
      removable={line !== null}
      fits={fits}
      shown={['campaignId', 'to', 'greeting', 'closedSay']}
      document={() => documentOf(draft)}
      onTakeTheirs={(document) => setDraft(draftOf(document))}
      onClose={onClose}
    >
      <div className={styles['fields']}>
        <Field
          label={say('number')}
          hint={say('numberWhy')}
          {...(number === '' || NUMBER.test(number) ? {} : { error: say('numberWrong') })}
          disabled={line !== null}
          value={number}
          onChange={({ target }) => setNumber(target.value.trim())}
        />
        <LineFields
          draft={draft}
          refused={change.refused}
          set={(part) => setDraft((now) => ({ ...now, ...part }))}
        />
      </div>
    </SettingDialog>
  );
}

interface LineFieldsProps {
  readonly draft: LineDraft;
  readonly refused: ReturnType<typeof useSettingChange>['refused'];
  readonly set: (part: Partial<LineDraft>) => void;
}

function LineFields({ draft, refused, set }: LineFieldsProps) {
  const say = useTexts(QUEUE_TEXTS);
  const leads = useLeads();
  const campaigns = useCampaigns().data ?? [];
  const targets = [
    ...(useSettings('queues').data ?? []).map(({ id }) => `queue:${id}`),
    ...(useSettings('menus').data ?? []).map(({ id }) => `menu:${id}`),
  ];
  const errorAt = (member: string) => (refused?.member === member ? { error: refused.why } : {});
  const sound = (key: 'greeting' | 'closedSay') => (
    <Field
      label={say(key)}
      hint={say('soundWhy')}
      {...errorAt(key)}
      value={draft[key]}
      onChange={({ target }) => set({ [key]: target.value.trim() })}
    />
  );
  return (
    <>
      <ChoiceField<string>
        label={say('campaign')}
        hint={say('campaignWhy')}
        {...errorAt('campaignId')}
        value={draft.campaignId}
        words={[['', ''], ...campaigns.map(({ settings: { id, name } }) => [id, name] as const)]}
        onChoose={(campaignId) => set({ campaignId })}
      />
      <ChoiceField
        label={say('leadsTo')}
        {...errorAt('to')}
        value={draft.to}
        words={[['', ''], ...targets.map((to) => [to, leads(to)] as const)]}
        onChoose={(to) => set({ to })}
      />
      {draft.to.startsWith('menu:') ? null : sound('greeting')}
      {draft.to.startsWith('menu:') ? null : sound('closedSay')}
    </>
  );
}
