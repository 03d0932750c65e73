import { useState } from 'react';
import type { InboundSettingOut } from '../../../../contract/inbound-wire.js';
import { Button } from '../../../shell/components/button.js';
import { ChoiceField, Field } from '../../../shell/components/field.js';
import { Panel } from '../../../shell/components/panel.js';
import { useSession } from '../../../shell/session/session-context.js';
import { useTexts } from '../../../shell/texts/texts.js';
import styles from '../../admin.module.css';
import { ADMIN_TEXTS } from '../../admin-texts.js';
import steps from '../../steps.module.css';
import { useSettingChange } from '../inbound-settings.js';
import { SettingNotices } from '../setting-notices.js';
import { freshMenu, freshNode, type MenuDraft, menuDocument, menuDraft, withNode } from './menu-draft.js';
import { MENU_TEXTS } from './menu-texts.js';
import { NodeEditor } from './node-editor.js';
import { MenuRehearsalPanel } from './rehearsal-panel.js';
import { type Fault, useErrorAt, useFaultText, useProductSounds, useRehearsal } from './use-rehearsal.js';

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

interface MenuEditorProps {
  /** null: a new one. */
  readonly setting: InboundSettingOut | null;
  readonly menuIds: readonly string[];
  readonly queueIds: readonly string[];
  readonly onClose: () => void;
}

/** A menu as a list of steps, what is wrong with it, and a call to it that is played beside. */
export function MenuEditor({ setting, menuIds, queueIds, onClose }: MenuEditorProps) {
  const say = useTexts(MENU_TEXTS);
  const { may } = useSession();
  const change = useSettingChange('menus', setting);
  const [id, setId] = useState(setting?.id ?? '');
  const [draft, setDraft] = useState<MenuDraft>(() =>
    setting === null ? freshMenu(queueIds[0] ?? '') : menuDraft(setting.document),
  );
  const rehearsed = useRehearsal(draft);
  const sounds = useProductSounds();
  const readOnly = !may('run');
  const taken = setting === null && menuIds.includes(id);
  const idError = taken ? say('idTaken') : id === '' || ID.test(id) ? undefined : say('idWrong');
  const headFaults = rehearsed.faults.filter(({ node }) => node === null);
  return (
    <>
      <datalist id="menu-sounds">
        {sounds.map(({ name, words }) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </datalist>
      <div className={steps['two']}>
        <Panel
          title={setting === null ? say('newMenu') : `${say('menu')} ${id}`}
          aside={<Button onClick={onClose}>{say('back')}</Button>}
        >
          {readOnly ? <p className={styles['note']}>{say('readOnly')}</p> : null}
          <SettingNotices change={change} shown={[]} onTakeTheirs={(theirs) => setDraft(menuDraft(theirs))} />
          <div className={styles['fields']}>
            {setting === null ? (
              <Field
                label={say('id')}
                hint={say('idWhy')}
                {...(idError === undefined ? {} : { error: idError })}
                spellCheck={false}
                value={id}
                onChange={({ target }) => setId(target.value.trim())}
              />
            ) : null}
            <Head draft={draft} faults={headFaults} readOnly={readOnly} onChange={setDraft} />
          </div>
          <Steps
            draft={draft}
            queueIds={queueIds}
            rehearsed={rehearsed}
            readOnly={readOnly}
            onChange={setDraft}
          />
        </Panel>
        <div className={steps['side']}>
          <MenuRehearsalPanel rehearsed={rehearsed} />
        </div>
      </div>
      {readOnly ? null : (
        <MenuBar
          faults={rehearsed.faults}
          same={JSON.stringify(menuDocument(draft)) === JSON.stringify(setting?.document)}
          busy={change.busy}
          fits={ID.test(id) && !taken && !rehearsed.old && change.theirs === null}
          onSave={async () => {
            if (await change.save(id, menuDocument(draft), say('saved', { name: id }))) {
              onClose();
            }
          }}
          onRemove={
            setting === null
              ? undefined
              : async () => {
                  if (await change.remove(id, say('removed', { name: id }))) {
                    onClose();
                  }
                }
          }
        />
      )}
    </>
  );
}

interface PartProps {
  readonly draft: MenuDraft;
  readonly readOnly: boolean;
  readonly onChange: (draft: MenuDraft) => void;
}

/** Where the menu begins, and where it ends for who goes round in it. */
function Head({ draft, faults, readOnly, onChange }: PartProps & { readonly faults: readonly Fault[] }) {
  const say = useTexts(MENU_TEXTS);
  const errorAt = useErrorAt(faults);
  const names = draft.nodes.map(({ id }) => id);
  const head = (member: 'start' | 'onTooLong') => (
    <ChoiceField<string>
      label={say(member)}
      {...(member === 'start' ? {} : { hint: say('onTooLongWhy') })}
      {...errorAt(member)}
      disabled={readOnly}
      value={draft[member]}
      words={[...new Set(['', draft[member], ...names])].map((name) => [name, name])}
      onChoose={(name) => onChange({ ...draft, [member]: name })}
    />
  );
  return (
    <>
      {head('start')}
      {head('onTooLong')}
    </>
  );
}

interface StepsProps extends PartProps {
  readonly queueIds: readonly string[];
  readonly rehearsed: ReturnType<typeof useRehearsal>;
}

function Steps({ draft, queueIds, rehearsed, readOnly, onChange }: StepsProps) {
  const say = useTexts(MENU_TEXTS);
  const { nodes } = draft;
  const keep = (next: MenuDraft['nodes']) => onChange({ ...draft, nodes: next });
  const move = (at: number, by: -1 | 1) => {
    const [one, other] = [nodes[at], nodes[at + by]];
    if (one !== undefined && other !== undefined) {
      keep(nodes.map((node, index) => (index === at ? other : index === at + by ? one : node)));
    }
  };
  return (
    <>
      {nodes.map((node, at) => (
        <NodeEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place; its name changes as it is written
          key={at}
          node={node}
          place={at + 1}
          names={nodes.map(({ id }) => id)}
          queueIds={queueIds}
          faults={rehearsed.faults.filter((fault) => fault.node === node.id)}
          readOnly={readOnly}
          here={rehearsed.rehearsal?.awaits?.node === node.id}
          onChange={(is) => {
            if (is.id === node.id || !nodes.some(({ id }) => id === is.id)) {
              onChange(withNode(draft, node, is));
            }
          }}
          onMove={(by) => move(at, by)}
          onRemove={() => keep(nodes.filter((one) => one !== node))}
        />
      ))}
      {readOnly ? null : (
        <div>
          <Button onClick={() => keep([...nodes, freshNode('say', nodes)])}>{say('addStep')}</Button>
        </div>
      )}
    </>
  );
}

interface BarProps {
  readonly faults: readonly Fault[];
  readonly same: boolean;
  readonly busy: boolean;
  readonly fits: boolean;
  readonly onSave: () => unknown;
  readonly onRemove: (() => unknown) | undefined;
}

/** What is left to mend, and the buttons, always in sight. */
function MenuBar({ faults, same, busy, fits, onSave, onRemove }: BarProps) {
  const say = useTexts(MENU_TEXTS);
  const common = useTexts(ADMIN_TEXTS);
  const textOf = useFaultText();
  const [first] = faults;
  return (
    <div className={styles['bar']}>
      <span role="status" className={first === undefined ? undefined : 'bad'}>
        {first === undefined
          ? say(same ? 'allSaved' : 'unsaved')
          : `✕ ${say('faults', { n: faults.length })} – ${say('faultAt', {
              step: first.node ?? say('theMenu'),
              what: textOf(first),
            })}`}
      </span>
      <span className={styles['row']}>
        {onRemove === undefined ? null : (
          <Button tone="stop" busy={busy} onClick={() => void onRemove()}>
            {common('remove')}
          </Button>
        )}
        <Button
          tone="go"
          busy={busy}
          disabled={!fits || same || faults.length > 0}
          onClick={() => void onSave()}
        >
          {common('save')}
        </Button>
      </span>
    </div>
  );
}
