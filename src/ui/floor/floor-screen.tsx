import { useMemo } from 'react';
import { NavLink, Route, Routes } from 'react-router';
import { Tile, Tiles } from '../shell/components/panel.js';
import { useLive } from '../shell/live/live-context.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { AgentsTable } from './agents-table.js';
import { CampaignsPanel } from './campaigns-panel.js';
import styles from './floor.module.css';
import { FloorAlerts } from './floor-alerts.js';
import { floorSums } from './floor-sums.js';
import { FLOOR_TEXTS } from './floor-texts.js';
import { ForeseenScreen } from './foreseen-screen.js';
import { HelpCalls } from './help-calls.js';
import { MonitorPanel } from './monitor-panel.js';
import { TeamMessages } from './team-messages.js';
import { CarriersPanel, QueuesPanel } from './traffic-panels.js';
import { ownMonitor, useFloor } from './use-floor.js';
import { Wallboard } from './wallboard.js';

/** The supervisor's floor, and the same for the wall. */
export function FloorScreen() {
  return (
    <Routes>
      <Route index element={<Floor />} />
      <Route path="wallboard" element={<Wallboard />} />
      <Route path="callers" element={<ForeseenScreen />} />
    </Routes>
  );
}

function Floor() {
  const say = useTexts(FLOOR_TEXTS);
  const { may, session } = useSession();
  const floor = useFloor();
  const monitor = ownMonitor(floor, session);
  return (
    <div className={styles['floor']}>
      <div className={styles['between']}>
        <h1>{say('title')}</h1>
        <div className={styles['row']}>
          {may('see_clear') ? <TeamMessages /> : null}
          <NavLink to="wallboard">{say('wallboard')}</NavLink>
        </div>
      </div>
      <FloorTiles />
      <HelpCalls />
      <FloorAlerts floor={floor} />
      <div className={styles['columns']}>
        <AgentsTable floor={floor} />
        <div className={styles['side']}>
          {may('run') ? <MonitorPanel monitor={monitor} pagePhones={floor?.pagePhones === true} /> : null}
          <CampaignsPanel />
          <QueuesPanel />
          <CarriersPanel floor={floor} />
        </div>
      </div>
    </div>
  );
}

function FloorTiles() {
  const say = useTexts(FLOOR_TEXTS);
  const { number, percent } = useFormats();
  const agentRows = useLive((live) => live.agents);
  const campaignRows = useLive((live) => live.campaigns);
  const sums = useMemo(
    () => floorSums([...agentRows.values()], [...campaignRows.values()]),
    [agentRows, campaignRows],
  );
  const drop = (value: number | null) => (value === null ? say('none') : percent(value));
  const cap = sums.cap === null ? '' : say('limit', { n: percent(sums.cap) });
  return (
    <div className={styles['tiles']}>
      <Tiles>
        <Tile name={say('logged')} figure={number(sums.logged)} />
        <Tile name={say('talking')} figure={number(sums.talking)} />
        <Tile name={say('free')} figure={number(sums.free)} />
        <Tile name={say('paused')} figure={number(sums.paused)} />
        <Tile name={say('dialing')} figure={number(sums.dialing)} />
        <Tile
          name={say('dropNow')}
          figure={drop(sums.dropNow)}
          note={say('lastMinutes', { n: sums.recentMinutes })}
        />
        <Tile name={say('dropToday')} figure={drop(sums.dropToday)} note={cap} />
        <Tile name={say('drop30')} figure={drop(sums.dropMonth)} note={cap} />
        <Tile name={say('contacts')} figure={number(sums.contacts)} note={say('contactsNote')} />
      </Tiles>
    </div>
  );
}
