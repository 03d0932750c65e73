import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { agentIdWire } from '../../contract/wire-ids.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import type { KnownEngine } from '../../ports/estate-store.js';
import type { ApiDeps, ApiServer } from '../http/api-deps.js';
import { AgentSeats, type PeerDeps } from './agent-seats.js';
import { askPeer, passOn } from './forward-request.js';
import { ForwardedSockets } from './forwarded-sockets.js';
import { PEER_HEADER, PeerSeal } from './peer-seal.js';

/** What an agent does, and what is done to him. His profile is in the database, and any server changes it. */
const OF_AN_AGENT_AT_WORK = /^\/v1\/agents\/:id\/|^GET \/v1\/agents\/:id$/;
/** A log-in waits for the telephone to be picked up. */
const LONGEST_MS = MINUTE;
const USUAL_MS = 15 * SECOND;
const NOT_FOUND = 404;

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is, also where another server of the installation passed it on. */
    address: string;
    /** The server that passed it on; '' where it came straight. */
    peer: string;
    /** The server that answers it in our place; '' where we do. */
    forwardedTo: string;
  }
}

type DoorDeps = Pick<ApiDeps, 'peers' | 'agents' | 'engine' | 'log' | 'installationKeyHex' | 'doorNowMs'>;

/** Any server's door is every server's: what belongs to an agent goes on to the server that has him. */
export class PeerDoors {
  readonly #seal: PeerSeal;
  readonly #sockets: ForwardedSockets;
  readonly #log: DoorDeps['log'];
  readonly #peers: PeerDeps;
  readonly seats: AgentSeats;

  constructor({ peers, agents, engine, log, installationKeyHex, doorNowMs }: DoorDeps) {
    this.#seal = new PeerSeal(peers.engineId, installationKeyHex, doorNowMs);
    this.#sockets = new ForwardedSockets({ seal: this.#seal, log });
    this.#log = log;
    this.#peers = peers;
    this.seats = new AgentSeats({ peers, agents, live: engine.agents });
  }

  /** Before every guard: they go by whose request it is. */
  addTo(app: ApiServer): void {
    app.decorateRequest('address', '');
    app.decorateRequest('peer', '');
    app.decorateRequest('forwardedTo', '');
    app.addHook('onRequest', async (request) => this.#receive(request));
    // Before its body is taken apart: what we would make of it is not what was sent.
    app.addHook('preValidation', async (request, reply) => {
      const agentId = request.peer === '' ? agentOf(request) : null;
      const peer = agentId === null ? null : await this.seats.elsewhere(agentId);
      if (peer === null) {
        return;
      }
      request.forwardedTo = peer.engineId;
      const deadlineMs = request.url.endsWith('/login') ? LONGEST_MS : USUAL_MS;
      return passOn(reply, await askPeer(request, peer, { seal: this.#seal, deadlineMs }));
    });
  }

  /**
   * Answers with what one of the other servers has, where this one has it not; null where none has. DLR_SERVER_DOWN where
   * one that is away may have it.
   */
  async askOthers(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | null> {
    if (request.peer !== '') {
      return null;
    }
    const away: string[] = [];
    for (const { engineId, door } of await this.#others()) {
      const answer =
        door === null || !(await this.#peers.isThere(engineId))
          ? null
          : await askPeer(request, { engineId, door }, { seal: this.#seal, deadlineMs: USUAL_MS }).catch(
              () => null,
            );
      if (answer === null) {
        away.push(`'${engineId}'`);
      } else if (answer.statusCode === NOT_FOUND) {
        answer.resume();
      } else {
        request.forwardedTo = engineId;
        return passOn(reply, answer);
      }
    }
    if (away.length > 0) {
      const detail = `This is not at this server. It may be at ${away.join(', ')}, which is away: start it, or look in its data folder.`;
      throw new CadenciaError('DLR_SERVER_DOWN', { detail });
    }
    return null;
  }

  async #others(): Promise<readonly KnownEngine[]> {
    return (await this.#peers.list()).filter(({ engineId }) => engineId !== this.#peers.engineId);
  }

  /** Serves an agent's page here by `serve`, or joins it with the server that has him. */
  admit(socket: WebSocket, request: FastifyRequest, agentId: AgentId, serve: () => void): void {
    if (request.peer !== '') {
      serve();
      return;
    }
    // What the page says first is for whoever serves it.
    socket.pause();
    this.seats.elsewhere(agentId).then(
      (peer) => {
        if (peer === null) {
          socket.resume();
          serve();
        } else {
          this.#sockets.join(socket, request, peer);
        }
      },
      (failure: unknown) => {
        this.#log.warn({ requestId: request.id, err: failure }, 'an agent’s page finds no server');
        socket.resume();
        socket.close(1013, 'try again');
      },
    );
  }

  close(): void {
    this.#sockets.close();
  }

  #receive(request: FastifyRequest): void {
    const { headers, method, raw } = request;
    const header = headers[PEER_HEADER];
    request.address = request.ip;
    if (header === undefined) {
      return;
    }
    const opened = this.#seal.open(String(header), { method, url: raw.url ?? '' });
    if (opened === null) {
      throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
        detail: `${PEER_HEADER}: not by a server of this installation, not for this one, or too old. Servers have one installation.key, clocks of one time, and each its own http.own_url.`,
      });
    }
    request.address = opened.address;
    request.peer = opened.from;
  }
}

function agentOf({ method, params, routeOptions: { url = '' } }: FastifyRequest): AgentId | null {
  if (!OF_AN_AGENT_AT_WORK.test(url) && !OF_AN_AGENT_AT_WORK.test(`${method} ${url}`)) {
    return null;
  }
  const parsed = agentIdWire.safeParse((params as { readonly id?: unknown }).id);
  return parsed.success ? parsed.data : null;
}
