import {
  monitorPhoneWire,
  monitorWatchWire,
  monitorWire,
  ownMonitorWire,
} from '../../contract/floor-wire.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { MonitorPhones } from '../realtime/monitor-phones.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['floor'];
const answer = { 200: ownMonitorWire, ...PROBLEMS };

/** Listening in on talks: each talk that is heard is noted as an access, or it is heard no longer. */
export function addMonitorRoutes(app: ApiServer, deps: ApiDeps, phones: MonitorPhones): void {
  const { monitors } = deps.engine;
  app.get(
    '/v1/monitor',
    { schema: { tags, summary: 'Your own phone on the floor, and whom you hear', response: answer } },
    async (request) => ({ monitor: monitors.view(request.person) }),
  );
  app.post(
    '/v1/monitor/phone',
    {
      schema: {
        tags,
        summary: 'Make your page the telephone by which you listen: what it registers with at /monitor/sip',
        response: { 200: monitorPhoneWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return phones.open(request.person);
    },
  );
  app.post(
    '/v1/monitor/watch',
    {
      schema: {
        tags,
        summary:
          'Hear an agent, speak to him alone, speak with both, or take his talk over; rings your phone once',
        body: monitorWatchWire,
        response: { 200: monitorWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { agentId, mode, endpoint } = request.body;
      if (!request.access.sees(agentId)) {
        throw notFound('agent', agentId);
      }
      phones.checkOwn(request.person, endpoint);
      changeNote(request, agentId, mode);
      return monitors.watch(request.person, agentId, mode, endpoint);
    },
  );
  app.post(
    '/v1/monitor/leave',
    { schema: { tags, summary: 'Hear nobody; the phone stays', response: answer } },
    async (request) => ({ monitor: monitors.leave(request.person) }),
  );
  app.post(
    '/v1/monitor/hang-up',
    { schema: { tags, summary: 'Hear nobody and let go of the phone', response: answer } },
    async (request) => {
      monitors.hangUp(request.person);
      return { monitor: monitors.view(request.person) };
    },
  );
}

/** Notes who came to an agent that asked for help, and after how long. The result ends it. */
export function noteHelp({ events, persons, log }: ApiDeps): () => void {
  return events.on('help:moved', ({ agentId, what, by, waitedMs }) => {
    if (what !== 'served') {
      // The agent's own requests are noted as such.
      return;
    }
    const reason = `help for agent ${agentId} after ${Math.round(waitedMs / SECOND)} s`;
    persons.noteRead({ action: 'change', who: by, subject: agentId, reason }).catch((error: unknown) => {
      log.error({ err: error }, 'help that was given could not be noted');
    });
  });
}

/** Notes who hears which talk; where that cannot be noted the watch ends. The result ends it. */
export function noteHeardTalks({ events, engine, persons, log }: ApiDeps): () => void {
  return events.on('monitor:heard', ({ person, agentId, attemptId, mode }) => {
    const reason = `talk of agent ${agentId}: ${mode}`;
    const note = { action: 'call_heard', who: person, subject: attemptId, reason } as const;
    persons.noteRead({ ...note, counts: { attempts: 1 } }).catch((error: unknown) => {
      engine.monitors.leave(person);
      log.error({ err: error }, `a talk was heard no longer: it could not be noted (${messageOf(error)})`);
    });
  });
}
