import { Agent } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAgentId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { faultOf, sendOddRequest } from '../support/send-odd-request.js';
import { RUNS } from './arbitraries.js';
import { type OpenApi, oddRequests } from './http-requests.js';

/** A request takes some milliseconds, a parser none: the same patience for both. */
const REQUESTS = RUNS * 3;

let bench: ApiBench;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  const endless = 1_000_000_000;
  bench = await startApiBench({ mostRequestsPerMinute: endless, mostWrongTokensPerMinute: endless });
  await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
  const [id, groupId] = [parseAgentId('a1'), parseGroupId('g')];
  await bench.engine.agents.saveProfile({
    id,
    name: 'Ana',
    groupId,
    endpoint: 'P/1',
    demo: true,
    active: true,
  });
  await bench.engine.agents.login(id, [parseCampaignId('demo')]);
});
afterAll(async () => {
  agent.destroy();
  await bench.close();
});

it('answers whatever is asked of whichever route, and says what was wrong in a problem with its code', async () => {
  const document = (await (await bench.call('GET', '/openapi.json')).json()) as OpenApi;
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(oddRequests(document), async (request) => {
      const answer = await sendOddRequest(bench.base, request, { token: bench.secret, agent });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const fault = faultOf(answer, request.method);
      if (fault !== null) {
        throw new Error(`${request.method} ${request.path}: ${fault}\n${bench.logged.slice(-2).join('\n')}`);
      }
    }),
    { numRuns: REQUESTS },
  );
  // Else every request would have failed at the same first look.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404]));
  expect((statuses.get(200) ?? 0) / REQUESTS).toBeGreaterThan(0.1);
  expect((await bench.call('GET', '/healthz')).status).toBe(200);
}, 600_000);

/** Writes bytes to the listener; what it says until it ends the connection. */
function say(bytes: string): Promise<string> {
  const { port } = new URL(bench.base);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.on('data', (part) => {
      text += String(part);
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
    socket.write(bytes, 'latin1');
    setImmediate(() => socket.end());
  });
}

it.each([
  ['no HTTP at all', '\x16\x03\x01\x02\x00'],
  ['another version', 'GET / HTTP/9.9\r\n\r\n'],
  ['a path that is no text', 'GET /v1/agents/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
  [
    'a path without end',
    `GET /v1/agents/${'a'.repeat(5000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  ],
  ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
  ['two lengths', 'POST /v1/exports HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
  [
    'a length and pieces',
    'POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['pieces of no size', 'POST /v1/exports HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
])('answers %s with a problem too', async (_what, bytes) => {
  const answer = await say(bytes);
  const [head = '', text = ''] = answer.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  const type = /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? '';
  expect(status).toBeGreaterThanOrEqual(400);
  expect(faultOf({ status, type, text })).toBeNull();
});
