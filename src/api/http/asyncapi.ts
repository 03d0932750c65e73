import { z } from 'zod';
import { deskClientMessageWire, deskServerMessageWire } from '../../contract/desk-message.js';
import { DESK_CLOSE, DESK_PROTOCOL } from '../../contract/desk-protocol.js';
import { liveClientMessageWire, liveServerMessageWire } from '../../contract/live-message.js';
import { LIVE_CLOSE, LIVE_PROTOCOL } from '../../contract/live-protocol.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import { SIP_PROTOCOL } from '../realtime/sip-relay.js';
import type { ApiServer } from './api-deps.js';

type Schema = Record<string, unknown>;
type Messages = Record<string, Schema>;

/** Messages told apart by `type`, as the code reads and writes them. */
interface MessageUnion {
  readonly options: readonly z.ZodType[];
}

interface SocketDoor {
  /** Its key among the channels. */
  readonly key: string;
  readonly address: string;
  readonly title: string;
  readonly protocol: string;
  readonly closes: Readonly<Record<string, number>>;
  readonly fromClient: MessageUnion | null;
  readonly fromServer: MessageUnion | null;
}

const SIP = { protocol: SIP_PROTOCOL, closes: DESK_CLOSE, fromClient: null, fromServer: null } as const;

const DOORS: readonly SocketDoor[] = [
  {
    key: 'live',
    address: '/live',
    title: 'Figures, campaigns, agents, queues and limits of a screen, live',
    protocol: LIVE_PROTOCOL,
    closes: LIVE_CLOSE,
    fromClient: liveClientMessageWire,
    fromServer: liveServerMessageWire,
  },
  {
    key: 'desk',
    address: '/desk/{id}',
    title: 'The page of one agent',
    protocol: DESK_PROTOCOL,
    closes: DESK_CLOSE,
    fromClient: deskClientMessageWire,
    fromServer: deskServerMessageWire,
  },
  { ...SIP, key: 'deskSip', address: '/desk/{id}/sip', title: 'SIP of the telephone in an agent’s page' },
  { ...SIP, key: 'monitorSip', address: '/monitor/sip', title: 'SIP of the telephone of who listens' },
];

/** Messages of SIP are none of ours to describe. */
const SIP_MESSAGE: Schema = {
  name: 'sip',
  title: 'A SIP message, one a frame (RFC 7118)',
  contentType: 'message/sip',
  payload: { type: 'string' },
};

const SCHEMAS = '#/components/schemas/';

/** JSON Schema of draft 7, the one AsyncAPI's own schemas extend; what several share goes to `shared`. */
function schemaOf(wire: z.ZodType, io: 'input' | 'output', shared: Schema): Schema {
  const whole = z.toJSONSchema(wire, { target: 'draft-7', io });
  const text = JSON.stringify(whole).replaceAll('"#/definitions/', `"${SCHEMAS}`);
  const { $schema: _, definitions = {}, id: _id, ...schema } = JSON.parse(text) as Schema;
  for (const [name, definition] of Object.entries(definitions as Schema)) {
    const { id: _name, ...named } = definition as Schema;
    shared[name] = named;
  }
  return schema;
}

/** The word by which a message of a union is known. */
function typeOf(schema: Schema): string {
  return String((schema['properties'] as { type: { const: unknown } }).type.const);
}

function messagesOf(union: MessageUnion, io: 'input' | 'output', shared: Schema): Messages {
  const schemas = union.options.map((option) => schemaOf(option, io, shared));
  return Object.fromEntries(
    schemas.map((payload) => {
      const name = typeOf(payload);
      return [name, { name, contentType: 'application/json', payload }];
    }),
  );
}

function described({ key, fromClient, fromServer }: SocketDoor, shared: Schema) {
  if (fromClient === null || fromServer === null) {
    return { accepted: { sip: SIP_MESSAGE }, sent: { sip: SIP_MESSAGE } };
  }
  // A word that goes both ways would be one message with two meanings.
  const accepted = messagesOf(fromClient, 'input', shared);
  const sent = messagesOf(fromServer, 'output', shared);
  const both = Object.keys(sent).find((name) => Object.hasOwn(accepted, name));
  if (both !== undefined) {
    throw new Error(`'${both}' of ${key} goes both ways`);
  }
  return { accepted, sent };
}

const referencesTo = (key: string, messages: Messages) =>
  Object.keys(messages).map((name) => ({ $ref: `#/channels/${key}/messages/${name}` }));

/** What goes over our WebSockets, as an AsyncAPI 3.0 document: made of the shapes that the code checks by. */
export function asyncApiDocument(): object {
  const shared: Schema = {};
  const channels: Schema = {};
  const operations: Schema = {};
  for (const door of DOORS) {
    const { key, address, title, protocol, closes } = door;
    const { accepted, sent } = described(door, shared);
    channels[key] = {
      address,
      title,
      description: `Subprotocol ${protocol}. Closed with ${closesText(closes)}.`,
      ...(address.includes('{id}') ? { parameters: { id: { description: agentIdWire.description } } } : {}),
      messages: { ...accepted, ...sent },
      bindings: { ws: { bindingVersion: '0.1.0' } },
    };
    const channel = { $ref: `#/channels/${key}` };
    operations[`${key}Accepts`] = { action: 'receive', channel, messages: referencesTo(key, accepted) };
    operations[`${key}Sends`] = { action: 'send', channel, messages: referencesTo(key, sent) };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Cadência, WebSockets',
      version: '1',
      description:
        'What the server accepts and sends. Pages bring their session cookie; programs a token in their first message.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      own: { host: 'localhost:8080', protocol: 'wss', description: 'ws where the server speaks plain HTTP' },
    },
    channels,
    operations,
    components: { schemas: shared },
  };
}

function closesText(closes: Readonly<Record<string, number>>): string {
  const words = Object.entries(closes).sort(([, a], [, b]) => a - b);
  return words.map(([why, code]) => `${code} (${why})`).join(', ');
}

/** Serves the document beside OpenAPI's; its text never changes while the process lives. */
export function addAsyncApiRoute(app: ApiServer): void {
  const text = JSON.stringify(asyncApiDocument());
  app.get('/asyncapi.json', { config: { open: true }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  );
}
