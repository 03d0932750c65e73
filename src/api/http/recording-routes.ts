import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  keyRotationWire,
  playListWire,
  playOrderWire,
  playWire,
  recordingIdWire,
  recordingListWire,
  recordingQueryWire,
  recordingWire,
} from '../../contract/recording-wire.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { HOUR, SECOND } from '../../core/kernel/time.js';
import type { FoundRecording, RecordingPlace } from '../../ports/recording-store.js';
import type { OpenedRecording } from '../../ports/recording-vault.js';
import { type Access, boundsOf, seesCall } from '../auth/access.js';
import { PlayTickets } from '../auth/play-tickets.js';
import type { PeerDoors } from '../peers/peer-doors.js';
import { recordingRowToWire, recordingToWire } from '../views/recording-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { byteRangeOf } from './byte-range.js';
import { seesClear } from './clear-reads.js';
import { cursorOf, keyOfCursor } from './cursor.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['recordings'];
const MOST_PLAYS = 200;
const params = z.object({ id: recordingIdWire });

/** A recording lies at the server that sealed it. */
type Others = Pick<PeerDoors, 'askOthers'>;

/** Recordings: found by whoever may see figures, heard by whoever may see persons and says why. */
export function addRecordingRoutes(app: ApiServer, deps: ApiDeps, doors: Others): void {
  addRecordingList(app, deps);
  addOneRecording(app, deps);
  addPlayList(app, deps);
  const tickets = new PlayTickets(deps.clock);
  addPlays(app, deps, tickets);
  addAudio(app, deps, tickets, doors);
  addKeyRotation(app, deps);
}

function placeOf(cursor: string | undefined): RecordingPlace | null {
  if (cursor === undefined) {
    return null;
  }
  const [, startedAtMs, recordingId] = /^([0-9]{1,15}) (.+)$/.exec(keyOfCursor(cursor)) ?? [];
  if (startedAtMs === undefined || recordingId === undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'query.after: not a cursor of this list; use `next` of the page before, or leave it out.',
    });
  }
  return { startedAtMs: Number(startedAtMs), recordingId };
}

function addRecordingList(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/recordings',
    {
      schema: {
        tags,
        summary:
          'Recordings by call, number, agent, campaign, day, disposition or length, newest first; of the teams he sees',
        querystring: recordingQueryWire,
        response: { 200: recordingListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { call, phone, agent, campaign, day, after, limit, ...rest } = request.query;
      if (phone !== undefined && !seesClear(request)) {
        throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
          detail: `A search by number is not for the role of this token, '${request.role}'. Ask a supervisor.`,
        });
      }
      const query = {
        ...(rest.disposition === undefined ? {} : { disposition: rest.disposition }),
        ...(rest.leastSeconds === undefined ? {} : { leastMs: rest.leastSeconds * SECOND }),
        ...(rest.mostSeconds === undefined ? {} : { mostMs: rest.mostSeconds * SECOND }),
        ...(call === undefined ? {} : { attemptId: call }),
        ...(phone === undefined ? {} : { phone }),
        ...(agent === undefined ? {} : { agentId: agent }),
        ...(campaign === undefined ? {} : { campaignId: campaign }),
        ...(day === undefined ? {} : { day }),
        ...boundsOf(request.access),
      };
      const page = await deps.recordings.store.page(query, placeOf(after), limit);
      const last = page.at(-1);
      const next = page.length === limit && last !== undefined;
      return {
        items: page.map((found) => recordingRowToWire(found)),
        next: next ? cursorOf(`${last.startedAtMs} ${last.recordingId}`) : null,
      };
    },
  );
}

/** Of another team, or of another creditor, it is as unknown as one that there is not; so is nobody's talk to a team. */
function seesRecording(access: Access, found: FoundRecording): boolean {
  const isNobodys = found.agentId === null && (access.bounds?.agentIds ?? null) !== null;
  return !isNobodys && seesCall(access, found);
}

async function foundRecording(
  { recordings }: ApiDeps,
  request: FastifyRequest<{ Params: { id: string } }>,
): Promise<FoundRecording> {
  const { id } = request.params;
  const found = await recordings.store.find(id);
  if (found === null || !seesRecording(request.access, found)) {
    throw notFound('recording', id);
  }
  return found;
}

function addOneRecording(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/recordings/:id',
    {
      schema: {
        tags,
        summary: 'A recording with its waveform, its silences and how long it is kept',
        params,
        response: { 200: recordingWire, ...PROBLEMS },
      },
    },
    async (request) => recordingToWire(await foundRecording(deps, request), deps.recordings.keptMs()),
  );
}

function addPlayList(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/recordings/:id/plays',
    {
      schema: {
        tags,
        summary: 'Who listened to a recording, when and why, newest first',
        params,
        response: { 200: playListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { recordingId } = await foundRecording(deps, request);
      const plays = await deps.persons.plays(recordingId, MOST_PLAYS);
      return { items: plays.map(({ atMs, who, reason }) => ({ atMs, who, reason })) };
    },
  );
}

function addPlays(app: ApiServer, deps: ApiDeps, tickets: PlayTickets): void {
  app.post(
    '/v1/recordings/:id/plays',
    {
      schema: {
        tags,
        summary: 'Say why you listen, and get a ticket for the audio; noted',
        params,
        body: playOrderWire,
        response: { 201: playWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await foundRecording(deps, request);
      const { reason } = request.body;
      // Whoever hears a person is on record, also who is shown everybody masked.
      await deps.persons.noteRead({
        who: request.person,
        action: 'recording_play',
        subject: id,
        reason,
        counts: { attempts: 1 },
      });
      const { play, untilMs } = tickets.issue(id, request.tokenId);
      reply.status(201);
      return { play, audio: `/v1/recordings/${id}/audio?play=${play}`, untilMs };
    },
  );
}

function addAudio(app: ApiServer, deps: ApiDeps, tickets: PlayTickets, doors: Others): void {
  app.get(
    '/v1/recordings/:id/audio',
    {
      schema: {
        tags,
        summary: 'The sound, a WAV file, or a part of it (Range); takes the ticket of a play',
        params,
        querystring: z.object({ play: z.string().min(1).max(64) }),
        response: { ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      // A server that passes it on has seen the ticket.
      if (request.peer === '' && !tickets.fits(request.query.play, id, request.tokenId)) {
        throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
          detail:
            'The ticket is not yours, is of another recording or has run out. Ask for a play, with the reason.',
        });
      }
      await foundRecording(deps, request);
      const opened = await deps.recordings.desk.open(id);
      if (opened !== null) {
        return sendAudio(reply, opened, request.headers.range);
      }
      const passedOn = await doors.askOthers(request, reply);
      if (passedOn === null) {
        throw notFound('recording', id);
      }
      return passedOn;
    },
  );
}

function sendAudio(reply: FastifyReply, opened: OpenedRecording, header: string | undefined): FastifyReply {
  const { bytes } = opened;
  const range = byteRangeOf(header, bytes);
  reply.header('Accept-Ranges', 'bytes').header('Cache-Control', 'no-store').type('audio/wav');
  if (range === 'none') {
    return reply.status(416).header('Content-Range', `bytes */${bytes}`).send();
  }
  const { from, to } = range === 'whole' ? { from: 0, to: bytes } : range;
  if (range !== 'whole') {
    reply.status(206).header('Content-Range', `bytes ${from}-${to - 1}/${bytes}`);
  }
  return reply
    .header('Content-Length', to - from)
    .send(Readable.from(opened.read(from, to), { objectMode: false }));
}

function addKeyRotation(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/recordings/keys/rotate',
    {
      handlerTimeout: HOUR,
      schema: {
        tags,
        summary: 'Make a new key for recordings, wrap all data keys with it and forget the old one; noted',
        response: { 200: keyRotationWire, ...PROBLEMS },
      },
    },
    async (request) => {
      await deps.persons.noteRead({
        action: 'recording_keys',
        who: request.person,
        subject: '',
        reason: 'rotation of the wrapping key',
      });
      return { rewrapped: await deps.recordings.desk.rotateKey() };
    },
  );
}
