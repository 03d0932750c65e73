import { z } from 'zod';
import { consultWire, handOverWire, keysWire, talkWire } from '../../contract/desk-message.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import type { AgentId } from '../../core/kernel/ids.js';
import type { TalkControl } from '../../engine/engine-control.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const params = z.object({ id: agentIdWire });
const tags = ['agents'];
const talkAnswer = z.object({ talk: talkWire.nullable() }).meta({ id: 'TalkAnswer' });
const answer = { 200: talkAnswer, ...PROBLEMS };

/** What an agent does with the person on his line. */
export function addTalkRoutes(app: ApiServer, { engine: { talks } }: ApiDeps): void {
  const plain: readonly (readonly [string, string, (id: AgentId) => Promise<void>])[] = [
    ['hold', 'The person hears music', (id) => talks.hold(id)],
    ['resume', 'Back to the person who was held', (id) => talks.resume(id)],
    [
      'recording-pause',
      'Silence on the recording; it goes on by itself after two minutes',
      (id) => talks.pauseRecording(id),
    ],
    ['recording-resume', 'The recording goes on', (id) => talks.resumeRecording(id)],
    ['consult-end', 'Back to the person; the colleague is free again', (id) => talks.callOff(id)],
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
  app.post(
    '/v1/agents/:id/hand-over',
    {
      schema: {
        tags,
        summary: 'Give the person to the colleague who is asked, or straight to a free one',
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
}

function shown(talks: TalkControl, id: AgentId) {
  const talk = talks.view(id);
  return { talk: talk === null ? null : { ...talk } };
}
