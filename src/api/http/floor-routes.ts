import { z } from 'zod';
import { agentRowWire } from '../../contract/agent-wire.js';
import { agentForceWire, floorWire, thresholdsWire } from '../../contract/floor-wire.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import { isUrgentPause } from '../../core/agent/urgent-pause.js';
import {
  DEFAULT_THRESHOLDS,
  type FloorThreshold,
  floorAlerts,
  thresholdProblem,
} from '../../core/floor/floor-threshold.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import type { AgentControl, AgentView } from '../../engine/engine-control.js';
import type { CarrierBoard } from '../realtime/carrier-board.js';
import type { MessageBoard } from '../realtime/message-board.js';
import type { MonitorPhones } from '../realtime/monitor-phones.js';
import { agentRowToWire } from '../views/agent-to-wire.js';
import { floorFigures } from '../views/floor-figures.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { addKnobRoutes } from './knob-routes.js';
import { addMessageRoutes } from './message-routes.js';
import { addMonitorRoutes } from './monitor-routes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const params = z.object({ id: agentIdWire });
const tags = ['floor'];

export interface FloorBoards {
  readonly carriers: CarrierBoard;
  readonly messages: MessageBoard;
  readonly phones: MonitorPhones;
}

/** What a supervisor sees beside the live rows, and does to agents. */
export function addFloorRoutes(app: ApiServer, deps: ApiDeps, boards: FloorBoards): void {
  app.get(
    '/v1/floor',
    {
      schema: {
        tags,
        summary: 'What is out of order now, what carriers did in 5 and 15 minutes, who listens to whom',
        response: { 200: floorWire, ...PROBLEMS },
      },
    },
    async ({ access }) => {
      const atMs = deps.clock.now();
      const thresholds = (await deps.floor.store.thresholds()) ?? DEFAULT_THRESHOLDS;
      const alerts = floorAlerts(thresholds, floorFigures(deps.engine, atMs));
      const carriers = boards.carriers.results();
      return {
        atMs,
        alerts: alerts.filter(
          ({ scope }) =>
            deps.engine.campaigns.view(scope as CampaignId) === null ||
            access.seesCampaign(scope as CampaignId),
        ),
        carriers: carriers.map(({ trunkId, windows }) => ({ trunkId, windows: [...windows] })),
        monitors: deps.engine.monitors
          .views()
          .filter(({ agentId }) => agentId === null || access.sees(agentId)),
        pagePhones: boards.phones.possible,
      };
    },
  );
  addThresholdRoutes(app, deps);
  addForceRoute(app, deps);
  addMessageRoutes(app, deps, boards.messages);
  addMonitorRoutes(app, deps, boards.phones);
  addKnobRoutes(app, deps);
}

function addThresholdRoutes(app: ApiServer, deps: ApiDeps): void {
  const { store } = deps.floor;
  const answer = { 200: thresholdsWire, ...PROBLEMS };
  const shown = (items: readonly FloorThreshold[]) => ({ items: items.map((item) => ({ ...item })) });
  app.get(
    '/v1/floor/thresholds',
    { schema: { tags, summary: 'From where figures are told as a warning or critical', response: answer } },
    async () => shown((await store.thresholds()) ?? DEFAULT_THRESHOLDS),
  );
  app.put(
    '/v1/floor/thresholds',
    {
      schema: { tags, summary: 'Set all of them anew', body: thresholdsWire, response: answer },
    },
    async (request) => {
      const { items } = request.body;
      const problem = thresholdProblem(items);
      if (problem !== null) {
        throw new CadenciaError('DLR_INPUT_INVALID', { detail: `body.items: ${problem}` });
      }
      changeNote(request, 'thresholds', `${items.length} thresholds`);
      await store.saveThresholds(items);
      return shown(items);
    },
  );
}

function addForceRoute(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/agents/:id/force',
    {
      schema: {
        tags,
        summary: 'Have an agent take calls, pause or go off: at once when free, else after the present call',
        params,
        body: agentForceWire,
        response: { 200: agentRowWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { to, reason, pause } = request.body;
      changeNote(request, id, `${to}: ${reason}`);
      return agentRowToWire(forced(deps.engine.agents, id, to, pause));
    },
  );
}

function forced(
  agents: AgentControl,
  id: AgentId,
  to: 'ready' | 'pause' | 'logout',
  pause: string,
): AgentView {
  const view = agents.view(id);
  if (view === null) {
    throw notFound('agent', id);
  }
  switch (to) {
    case 'ready': {
      // NR-17, Anexo II, 5.4.5 and 5.6.1: the toilet at any time, and a rest after abuse; nobody is called back from them.
      if (view.state === 'paused' && isUrgentPause(view.reason)) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `Agent '${id}' is in a pause that only he ends (R45: ${view.reason}).`,
        });
      }
      return agents.ready(id);
    }
    case 'pause': {
      return agents.pause(id, pause);
    }
    case 'logout': {
      return agents.logout(id);
    }
  }
}
