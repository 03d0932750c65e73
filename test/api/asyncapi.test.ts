import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { chooseProtocol } from '../../src/api/realtime/live-route.js';
import { deskClientMessageWire, deskServerMessageWire } from '../../src/contract/desk-message.js';
import { DESK_PROTOCOL } from '../../src/contract/desk-protocol.js';
import { liveClientMessageWire, liveServerMessageWire } from '../../src/contract/live-message.js';
import { LIVE_PROTOCOL } from '../../src/contract/live-protocol.js';
import { parseAgentId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { packagePath } from '../support/package-folder.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { until } from '../support/until.js';

const require = createRequire(import.meta.url);
const ANA = parseAgentId('ana');

interface Message {
  readonly name: string;
  readonly payload: object;
}

interface Document {
  readonly asyncapi: string;
  readonly channels: Record<string, { address: string; messages: Record<string, Message> }>;
  readonly operations: Record<string, { action: string; messages: { $ref: string }[] }>;
  readonly components: { readonly schemas: object };
}

let bench: ApiBench;
let document: Document;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  bench = await startApiBench(
    {},
    { webPhones: { socketUrl: 'ws://127.0.0.1:9', open: async (user) => ({ user, password: 'x' }) } },
  );
  document = (await (await fetch(`${bench.base}/asyncapi.json`)).json()) as Document;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    socket.terminate();
  }
  await bench.close();
});

/** What an operation names, without where. */
function namesOf(operation: string): string[] {
  return (document.operations[operation]?.messages ?? []).map(({ $ref }) => $ref.split('/').at(-1) ?? '');
}

/** Null where a message of the wire is what the document says of its type. */
function problemOf(channel: string, message: { readonly type: string }): string | null {
  const described = document.channels[channel]?.messages[message.type];
  if (described === undefined) {
    return `'${message.type}' is not in the document`;
  }
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const fits = ajv.compile({ ...described.payload, components: document.components });
  return fits(message) ? null : ajv.errorsText(fits.errors);
}

/** All that a socket was sent after its hello. */
function open(path: string, protocol: string, hello: object): { type: string }[] {
  const socket = new WebSocket(bench.base.replace('http', 'ws') + path, [protocol]);
  sockets.push(socket);
  const came: { type: string }[] = [];
  socket.on('message', (data) => came.push(JSON.parse(String(data)) as { type: string }));
  once(socket, 'open').then(() => socket.send(JSON.stringify({ ...hello, token: bench.secret })));
  return came;
}

describe('the catalogue of WebSocket messages', () => {
  it('is the committed one (npx vitest run -u rewrites it), and is AsyncAPI 3.0 by its own schema', async () => {
    expect(document.asyncapi).toBe('3.0.0');
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
      '../../docs/reference/asyncapi.json',
    );
    const schema = require('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const fits = ajv.compile(schema);
    expect(fits(document) ? '' : ajv.errorsText(fits.errors)).toBe('');
    expect(fits({ ...document, operations: { liveSends: { action: 'shout' } } })).toBe(false);
  });

  it('leads nowhere that is not there', () => {
    const text = JSON.stringify(document);
    for (const [, path = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      let at: unknown = document;
      for (const step of path.split('/')) {
        at = (at as Record<string, unknown> | undefined)?.[step];
      }
      expect(at, path).toBeDefined();
    }
    expect(text).not.toContain('#/definitions/');
  });

  it('has a channel for every WebSocket the server opens, and for no other', () => {
    const folder = packagePath('src/api/realtime');
    const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const served = code
      .filter((text) => text.includes('websocket: true'))
      .flatMap((text) => [...text.matchAll(/app\.get\('([^']+)'/g)].map(([, path = '']) => path));
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses.sort()).toEqual(served.map((path) => path.replace(':id', '{id}')).sort());
  });

  it('has every message that is accepted or may be sent', () => {
    const wordsOf = (union: { options: readonly { shape: { type: { value: string } } }[] }) =>
      union.options.map(({ shape }) => shape.type.value);
    expect(namesOf('liveAccepts')).toEqual(wordsOf(liveClientMessageWire));
    expect(namesOf('liveSends')).toEqual(wordsOf(liveServerMessageWire));
    expect(namesOf('deskAccepts')).toEqual(wordsOf(deskClientMessageWire));
    expect(namesOf('deskSends')).toEqual(wordsOf(deskServerMessageWire));
    expect(document.operations['deskSends']?.action).toBe('send');
    expect(document.operations['deskAccepts']?.action).toBe('receive');
    expect(chooseProtocol(new Set(['sip']))).toBe('sip');
  });

  it('describes what the sockets are really sent', async () => {
    const groupId = parseGroupId('g1');
    const profile = { id: ANA, name: 'Ana', groupId, endpoint: 'PJSIP/web-ana', demo: false, active: true };
    bench.engine.profiles.set(ANA, profile);
    await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
    await bench.engine.agents.login(ANA, [parseCampaignId('demo')]);
    const live = open('/live', LIVE_PROTOCOL, { type: 'hello', agentId: 'ana' });
    const desk = open('/desk/ana', DESK_PROTOCOL, { type: 'hello' });
    const has = (came: readonly { type: string }[], ...types: string[]) =>
      types.every((type) => came.some((one) => one.type === type)) ||
      `${types} of ${came.map(({ type }) => type)}`;
    await until(() => has(desk, 'desk'));
    sockets[1]?.send(JSON.stringify({ type: 'wantPhone' }));
    await bench.engine.agents.pause(ANA, 'lunch');
    await until(() => has(live, 'snapshot', 'alive'));
    await until(() => has(desk, 'desk', 'phone', 'alive'));
    for (const message of live) {
      expect([message.type, problemOf('live', message)]).toEqual([message.type, null]);
    }
    for (const message of desk) {
      expect([message.type, problemOf('desk', message)]).toEqual([message.type, null]);
    }
  });
});
