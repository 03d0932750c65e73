import { useState } from 'react';
import type { InboundSettingOut } from '../../../../contract/inbound-wire.js';
import { Button } from '../../../shell/components/button.js';
import { Panel } from '../../../shell/components/panel.js';
import { type Column, Table } from '../../../shell/components/table.js';
import { useSession } from '../../../shell/session/session-context.js';
import { useFormats } from '../../../shell/texts/formats.js';
import { useTexts } from '../../../shell/texts/texts.js';
import { ReadState } from '../../read-state.js';
import { asTable, useSettings } from '../inbound-settings.js';
import { menuDraft } from './menu-draft.js';
import { MenuEditor } from './menu-editor.js';
import { MENU_TEXTS } from './menu-texts.js';

/** The menus that callers hear, and the one that is being written. */
export function MenusPanel() {
  const say = useTexts(MENU_TEXTS);
  const { may } = useSession();
  const [open, setOpen] = useState<InboundSettingOut | 'new' | null>(null);
  const menus = useSettings('menus');
  const queues = useSettings('queues');
  const columns = useMenuColumns(setOpen);
  if (open !== null) {
    return (
      <MenuEditor
        setting={open === 'new' ? null : open}
        menuIds={(menus.data ?? []).map(({ id }) => id)}
        queueIds={(queues.data ?? []).map(({ id }) => id)}
        onClose={() => setOpen(null)}
      />
    );
  }
  return (
    <Panel
      title={say('menus')}
      aside={
        may('run') ? (
          <Button tone="go" onClick={() => setOpen('new')}>
            {say('add')}
          </Button>
        ) : undefined
      }
    >
      <ReadState query={menus} />
      <Table
        caption={say('menus')}
        columns={columns}
        rows={menus.data ?? []}
        keyOf={({ id }) => id}
        empty={menus.data === undefined ? '' : say('noMenus')}
      />
    </Panel>
  );
}

function useMenuColumns(onOpen: (menu: InboundSettingOut) => void): readonly Column<InboundSettingOut>[] {
  const say = useTexts(MENU_TEXTS);
  const { number, dateTime } = useFormats();
  const lines = useSettings('inbound-lines').data ?? [];
  const numbersOf = (menuId: string) =>
    lines
      .filter(({ document }) => asTable(asTable(document)['to'])['menuId'] === menuId)
      .map(({ id }) => id)
      .join(', ');
  return [
    { key: 'menu', head: say('menu'), cell: ({ id }) => id },
    { key: 'numbers', head: say('numbers'), cell: ({ id }) => numbersOf(id) || '–' },
    {
      key: 'steps',
      head: say('steps'),
      number: true,
      cell: ({ document }) => number(menuDraft(document).nodes.length),
    },
    {
      key: 'written',
      head: say('written'),
      cell: ({ by, at }) => say('byAt', { name: by, at: dateTime(Date.parse(at)) }),
    },
    {
      key: 'actions',
      head: say('actions'),
      cell: (menu) => (
        <Button aria-label={say('changeOf', { name: menu.id })} onClick={() => onOpen(menu)}>
          {say('change')}
        </Button>
      ),
    },
  ];
}
