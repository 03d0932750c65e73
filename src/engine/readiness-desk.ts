import { longestRingMs } from '../core/call/longest-ring.js';
import type { CampaignSettings } from '../core/campaign/campaign.js';
import { isCalendarOpen, nextCalendarOpenMs } from '../core/campaign/campaign-calendar.js';
import { tiersOf } from '../core/contact/list-mix.js';
import type { TieSetting } from '../core/fleet/tie.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { hoursObstacles } from '../core/readiness/hours-obstacles.js';
import { listObstacles } from '../core/readiness/list-obstacles.js';
import { brasiliaText, type Obstacle, obstacle } from '../core/readiness/obstacle.js';
import { switchObstacles } from '../core/readiness/switch-obstacles.js';
import type { Clock } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { DncListStore } from '../ports/dnc-list-store.js';
import type { MediaServer } from '../ports/media.js';
import type { AgentFloor } from './agent-floor.js';
import type { CampaignReadiness } from './campaign-readiness.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { EngineView } from './engine-control.js';
import type { PolicyBook } from './policy-book.js';
import type { RouteDesk } from './route-desk.js';

export interface ReadinessDeps {
  readonly clock: Clock;
  readonly policies: PolicyBook;
  readonly lists: Pick<DncListStore, 'lookUp'>;
  readonly contacts: Pick<ContactStore, 'counts' | 'nextDueMs' | 'lists'>;
  readonly routes: RouteDesk;
  readonly floor: AgentFloor;
  readonly engine: () => Pick<EngineView, 'dialing' | 'media'>;
  readonly media: readonly Pick<MediaServer, 'id' | 'carries'>[];
  readonly ties?: readonly TieSetting[];
  /** This engine holds the campaign's lease. */
  readonly owns: (id: CampaignId) => boolean;
}

/** Agents in these states are at work or about to be. */
const AT_WORK: ReadonlySet<string> = new Set(['available', 'previewing', 'reserved', 'talking', 'wrap_up']);

/**
 * Answers an operation's first question, "why does it not dial?", from what the engine goes by itself. It decides
 * nothing: the gate still judges every call.
 */
export class ReadinessDesk {
  readonly #deps: ReadinessDeps;

  constructor(deps: ReadinessDeps) {
    this.#deps = deps;
  }

  async of(runner: CampaignRunner): Promise<CampaignReadiness> {
    const atMs = this.#deps.clock.now();
    const found = [
      ...stateObstacles(runner),
      ...this.#engineObstacles(runner),
      ...this.#deps.routes.obstacles(runner.settings),
      ...this.#switchObstacles(runner.settings),
      ...(await this.#policyObstacles(runner.settings, atMs)),
      ...calendarObstacles(runner.settings, atMs),
      ...this.#agentObstacles(runner),
      ...(await this.#contactObstacles(runner, atMs)),
      ...abandonObstacles(runner, atMs),
    ];
    const all = found.filter(({ reach }) => reach === 'all');
    const obstacles = [...all, ...found.filter(({ reach }) => reach === 'some')];
    return { campaignId: runner.id, atMs, dialable: all.length === 0, obstacles };
  }

  #engineObstacles({ id }: CampaignRunner): readonly Obstacle[] {
    const { dialing, media } = this.#deps.engine();
    switch (dialing) {
      case 'stopped':
        return [obstacle('dialing_stopped', 'All dialling was stopped by hand. Go on: `cadencia resume`.')];
      case 'draining':
        return [obstacle('draining', 'The server is shutting down: live calls end, no new ones begin.')];
      case 'store_down':
        return [obstacle('store_down', 'The database does not answer, and no call leaves without its row.')];
      case 'media_down': {
        const why = media.map((server) => `${server.id}: ${server.reason}`).join('; ');
        return [obstacle('media_down', `No media server is up (${why || 'none is configured'}).`)];
      }
      case 'on':
        return this.#deps.owns(id)
          ? fullServers(media)
          : [obstacle('other_engine', 'Another engine dials this campaign.')];
    }
  }

  #switchObstacles(campaign: CampaignSettings): readonly Obstacle[] {
    const { routes, media, ties = [], engine } = this.#deps;
    const up = new Set(engine().media.flatMap((server) => (server.up ? [server.id] : [])));
    const tied = new Set(ties.flatMap(({ ends }) => ends.map(({ serverId }) => serverId)));
    const servers = media.filter(({ id }) => up.has(id));
    return switchObstacles(
      servers.map((server) => ({
        id: server.id,
        tied: tied.has(server.id),
        carries: (trunkId) => server.carries(trunkId),
      })),
      routes.trunks.ways(campaign).map(({ trunk }) => trunk.id),
    );
  }

  async #policyObstacles(campaign: CampaignSettings, atMs: number): Promise<readonly Obstacle[]> {
    const { policies, lists } = this.#deps;
    const policy = policies.find(campaign.policyId, atMs);
    if (policy === null) {
      const why = policies.has(campaign.policyId) ? 'has no version in force today' : 'is not known';
      const text = `The policy '${campaign.policyId}' ${why}. Approve one, or give the campaign another (\`cadencia policy list\`).`;
      return [obstacle('policy_unknown', text)];
    }
    // Demo numbers exist nowhere: no list is asked about them.
    const ofLists = campaign.demo
      ? []
      : listObstacles(policy, campaign, (await lists.lookUp([])).lists, atMs);
    return [...hoursObstacles(policy, campaign, longestRingMs(campaign), atMs), ...ofLists];
  }

  #agentObstacles(runner: CampaignRunner): readonly Obstacle[] {
    const members = [...this.#deps.floor.membersOf(runner.id)];
    if (members.length === 0) {
      return [obstacle('no_agents', 'No agent is logged in to the campaign.')];
    }
    if (members.some((agent) => AT_WORK.has(agent.state.name))) {
      return [];
    }
    const how = members.map(({ profile, state }) => `${profile.id} ${state.name} ${state.reason}`.trim());
    const some = how.length > 5 ? [...how.slice(0, 5), '…'] : how;
    return [
      obstacle(
        'agents_away',
        `${members.length} agents are logged in and none is at work: ${some.join(', ')}.`,
      ),
    ];
  }

  async #contactObstacles(runner: CampaignRunner, atMs: number): Promise<readonly Obstacle[]> {
    const { contacts } = this.#deps;
    const { id, hopper, settings } = runner;
    const lists = await contacts.lists(id);
    if (lists.length > 0 && tiersOf(lists, settings.listMix).length === 0) {
      const text = `All ${lists.length} lists that have contacts left are paused. Change it: \`listMix\` of the campaign.`;
      return [obstacle('lists_paused', text)];
    }
    const { ready, leased, calling, later, done } = await contacts.counts(id, atMs);
    if (hopper.size + ready + leased + calling > 0) {
      return [];
    }
    if (later === 0) {
      const text = done === 0 ? 'The list is empty' : `All ${done} contacts of the list have ended`;
      return [obstacle('no_contacts', `${text}. Import a mailing, or recycle: \`cadencia import\`.`)];
    }
    const dueMs = await contacts.nextDueMs(id);
    const when = dueMs === null ? '' : `, the first at ${brasiliaText(dueMs)}`;
    return [
      obstacle(
        'no_contacts',
        `None of ${later} contacts is due now${when}. Why they wait: \`cadencia ledger blocked\`.`,
        {
          untilMs: dueMs,
        },
      ),
    ];
  }
}

/** The campaign's own hours and dates. */
function calendarObstacles({ calendar }: CampaignSettings, atMs: number): readonly Obstacle[] {
  if (isCalendarOpen(calendar, atMs)) {
    return [];
  }
  const untilMs = nextCalendarOpenMs(calendar, atMs);
  const when = untilMs === null ? 'no hour is left in it' : `it opens at ${brasiliaText(untilMs)}`;
  const text = `The campaign rests by its own calendar; ${when}. Change it: \`calendar\` of the campaign.`;
  return [obstacle('calendar_closed', text, { untilMs })];
}

/** Media servers that are up and take no call now. */
function fullServers(media: EngineView['media']): readonly Obstacle[] {
  const up = media.filter((server) => server.up);
  const full = up.filter(({ reason }) => reason !== '');
  const text = full.map(({ id, reason }) => `${id} takes no call now: ${reason}.`).join(' ');
  return full.length === 0
    ? []
    : [obstacle('media_full', text, { reach: full.length === up.length ? 'all' : 'some' })];
}

function stateObstacles({ id, state, settings }: CampaignRunner): readonly Obstacle[] {
  const found: Obstacle[] = [];
  if (state !== 'running') {
    found.push(
      obstacle('not_running', `The campaign is ${state}. Start it: \`cadencia campaign start ${id}\`.`),
    );
  }
  if (settings.mode === 'paused' && Object.values(settings.groupModes).every((mode) => mode === 'paused')) {
    found.push(
      obstacle(
        'mode_paused',
        `Its dial mode is paused. Change it: \`cadencia campaign mode ${id} predictive\`.`,
      ),
    );
  }
  return found;
}

function abandonObstacles({ abandonment }: CampaignRunner, atMs: number): readonly Obstacle[] {
  const rule = abandonment.view(atMs).stoppedBy;
  if (rule === null) {
    return [];
  }
  return [
    obstacle(
      'abandonment',
      'Too many people were left without an agent: one call for each free agent, none ahead, until the share is down.',
      { reach: 'some', rule },
    ),
  ];
}
