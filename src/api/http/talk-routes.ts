import { z } from 'zod';
import {
  consultWire,
  dialOutWire,
  handOverWire,
  helpWire,
  keysWire,
  talkWire,
  toQueueWire,
} from '../../contract/desk-message.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import type { AgentId } from '../../core/kernel/ids.js';
import type { HelpControl, TalkControl } from '../../engine/engine-control.js';
import { talkToWire } from '../views/desk-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { brazilianPhone } from './brazilian-phone.js';
import { changeNote } from './change-notes.js';
import { PROBLEMS } from './problem-reply.js';

const params = z.object({ id: agentIdWire });
const tags = ['agents'];
const talkAnswer = z.object({ talk: talkWire.nullable() }).meta({ id: 'TalkAnswer' });
const answer = { 200: talkAnswer, ...PROBLEMS };

/** What an agent does with the person on his line. */
export function addTalkRoutes(app: ApiServer, { engine: { talks, help } }: ApiDeps): void {
  addHelpRoutes(app, help);
  const plain: readonly (readonly [string, string, (id: AgentId) => Promise<void>])[] = [
    ['hold', 'The person hears music', (id) => talks.hold(id)],
    ['resume', 'Back to the person who was held', (id) => talks.resume(id)],
    [
      'recording-pause',
      'Silence on the recording; it goes on by itself after two minutes',
      (id) => talks.pauseRecording(id),
    ],
    ['recording-resume', 'The recording goes on', (id) => talks.resumeRecording(id)],
    ['consult-end', 'Back to the person; who was asked is let go', (id) => talks.callOff(id)],
    ['conference', 'The person comes to the two', (id) => talks.join(id)],
  ];
  for (const [verb, summary, run] of plain) {
    app.post(
      `/v1/agents/:id/${verb}`,
      { schema: { tags, summary, params, response: answer } },
      async (request) => {
        await run(request.params.id);
        return shown(talks, request.params.id);
      },
    );
  }
  app.post(
    '/v1/agents/:id/keys',
    { schema: { tags, summary: 'Keys that the person hears', params, body: keysWire, response: answer } },
    async (request) => {
      await talks.sendKeys(request.params.id, request.body.keys);
      return shown(talks, request.params.id);
    },
  );
  app.post(
    '/v1/agents/:id/consult',
    {
      schema: {
        tags,
        summary: 'Ask a free colleague, who sees the card; the person hears music',
        params,
        body: consultWire,
        response: answer,
      },
    },
    async (request) => {
      await talks.consult(request.params.id, request.body.agentId);
      return shown(talks, request.params.id);
    },
  );
  addTransferRoutes(app, talks);
}

/** Whom the person is given to. */
function addTransferRoutes(app: ApiServer, talks: TalkControl): void {
  app.post(
    '/v1/agents/:id/hand-over',
    {
      schema: {
        tags,
        summary: 'Give the person to whoever is asked, or straight to a free colleague',
        params,
        body: handOverWire,
        response: answer,
      },
    },
    async (request) => {
      await talks.handOver(request.params.id, request.body.agentId ?? null);
      return shown(talks, request.params.id);
    },
  );
  app.post(
    '/v1/agents/:id/dial-out',
    {
      schema: {
        tags,
        summary: 'Call an outside number for the person, who hears music meanwhile; the gate decides',
        params,
        body: dialOutWire,
        response: answer,
      },
    },
    async (request) => {
      const { phone, blind } = request.body;
      changeNote(request, request.params.id, blind ? 'blind' : 'attended');
      await talks.dialOut(request.params.id, brazilianPhone(phone), blind);
      return shown(talks, request.params.id);
    },
  );
  app.post(
    '/v1/agents/:id/to-queue',
    {
      schema: {
        tags,
        summary: 'Give the person to whoever serves a queue; whom nobody takes comes back',
        params,
        body: toQueueWire,
        response: answer,
      },
    },
    async (request) => {
      changeNote(request, request.params.id, request.body.queueId);
      await talks.toQueue(request.params.id, request.body.queueId);
      return shown(talks, request.params.id);
    },
  );
}

/** Asked and withdrawn by the agent; served by a supervisor who listens, whispers or speaks with both. */
function addHelpRoutes(app: ApiServer, help: HelpControl): void {
  const asks = [
    ['help', 'Ask the supervisors for help; they see it until one of them is with the agent', help.ask],
    ['help-withdraw', 'No help is needed any more', help.withdraw],
  ] as const;
  for (const [verb, summary, run] of asks) {
    app.post(
      `/v1/agents/:id/${verb}`,
      { schema: { tags, summary, params, response: { 200: helpWire, ...PROBLEMS } } },
      async (request) => {
        run.call(help, request.params.id);
        return { helpSinceMs: help.sinceMs(request.params.id) };
      },
    );
  }
}

function shown(talks: TalkControl, id: AgentId) {
  return { talk: talkToWire(talks.view(id)) };
}
