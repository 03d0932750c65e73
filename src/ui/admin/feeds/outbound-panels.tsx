import { useState } from 'react';
import type { FeedItem } from '../../../contract/feed-wire.js';
import { Button } from '../../shell/components/button.js';
import { Panel, Tile, Tiles } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useServerNow } from '../../shell/live/use-clock.js';
import { useSession } from '../../shell/session/session-context.js';
import { duration, useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { FeedDialog } from './feed-dialog.js';
import { FeedPanels } from './feed-panels.js';
import { FeedState } from './feed-state.js';
import { FEED_TEXTS } from './feed-texts.js';
import { RotateDialog } from './rotate-dialog.js';
import { type GivenSecret, SecretDialog } from './secret-dialog.js';
import { useFeeds } from './use-feeds.js';

type Open = { readonly what: 'edit' | 'rotate'; readonly feed: FeedItem } | { readonly what: 'new' } | null;

/** Receivers: how each stands, and what can be done about it. */
export function OutboundPanels() {
  const say = useTexts(FEED_TEXTS);
  const { may } = useSession();
  const query = useFeeds();
  const [open, setOpen] = useState<Open>(null);
  const [secret, setSecret] = useState<GivenSecret | null>(null);
  const [chosen, setChosen] = useState('');
  const columns = useColumns(setChosen);
  const feeds = query.data?.items ?? [];
  const shown = feeds.find(({ id }) => id === chosen) ?? feeds[0];
  const close = () => setOpen(null);
  return (
    <div className={styles['stack']}>
      <Panel
        title={say('receivers')}
        aside={
          may('govern') ? (
            <Button tone="go" onClick={() => setOpen({ what: 'new' })}>
              {say('add')}
            </Button>
          ) : undefined
        }
      >
        <p className={styles['note']}>{say('outWhy')}</p>
        <ReadState query={query} />
        {query.data === undefined ? null : <OutboxTiles feeds={feeds} outbox={query.data.outbox} />}
        <Table
          caption={say('receivers')}
          columns={columns}
          rows={feeds}
          keyOf={({ id }) => id}
          empty={query.data === undefined ? '' : say('none')}
        />
      </Panel>
      {shown === undefined ? null : (
        <FeedPanels
          key={shown.id}
          feed={shown}
          onChange={() => setOpen({ what: 'edit', feed: shown })}
          onRotate={() => setOpen({ what: 'rotate', feed: shown })}
        />
      )}
      {open?.what === 'new' || open?.what === 'edit' ? (
        <FeedDialog
          feed={open.what === 'edit' ? open.feed : null}
          taken={feeds.map(({ id }) => id)}
          onClose={close}
          onSecret={setSecret}
        />
      ) : null}
      {open?.what === 'rotate' ? (
        <RotateDialog feed={open.feed} onClose={close} onSecret={setSecret} />
      ) : null}
      {secret === null ? null : <SecretDialog given={secret} onClose={() => setSecret(null)} />}
    </div>
  );
}

function OutboxTiles({
  feeds,
  outbox,
}: {
  readonly feeds: readonly FeedItem[];
  readonly outbox: { readonly entries: number; readonly oldestMs: number | null };
}) {
  const say = useTexts(FEED_TEXTS);
  const { number } = useFormats();
  const nowMs = useServerNow();
  const sum = (key: 'waiting' | 'dead') => number(feeds.reduce((all, feed) => all + feed[key], 0));
  return (
    <Tiles>
      <Tile name={say('waitingOut')} figure={number(outbox.entries)} note={say('waitingOutNote')} />
      <Tile
        name={say('lag')}
        figure={outbox.oldestMs === null ? say('noLag') : duration(nowMs - outbox.oldestMs)}
        note={say('lagNote')}
      />
      <Tile name={say('onTheWay')} figure={sum('waiting')} />
      <Tile name={say('notTaken')} figure={sum('dead')} />
    </Tiles>
  );
}

function useColumns(setChosen: (id: string) => void): readonly Column<FeedItem>[] {
  const say = useTexts(FEED_TEXTS);
  const { number, dateTime } = useFormats();
  return [
    { key: 'name', head: say('name'), cell: ({ id }) => id },
    { key: 'state', head: say('state'), cell: (feed) => <FeedState feed={feed} /> },
    { key: 'waiting', head: say('waiting'), number: true, cell: ({ waiting }) => number(waiting) },
    { key: 'dead', head: say('dead'), number: true, cell: ({ dead }) => number(dead) },
    {
      key: 'lastTaken',
      head: say('lastTaken'),
      cell: ({ lastTakenMs }) => (lastTakenMs === null ? say('never') : dateTime(lastTakenMs)),
    },
    {
      key: 'actions',
      head: say('actions'),
      cell: ({ id: name }) => (
        <Button aria-label={say('openOf', { name })} onClick={() => setChosen(name)}>
          {say('open')}
        </Button>
      ),
    },
  ];
}
