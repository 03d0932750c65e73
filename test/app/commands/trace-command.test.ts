import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { runCommand } from '../../support/command-run.js';

const TRACE = {
  attemptId: 'e1-7',
  attemptGroup: 'e1-7',
  decisionId: 'd9',
  legId: 'e1-7-c',
  mediaServerId: 'ast-1',
  engineId: 'e1',
  trunkId: 'alfa',
  carrier: 'oper',
  line: '+551140001000',
  sipCode: 486,
  q850: 17,
  callIds: ['abc@10.0.0.1'],
  messages: [
    {
      trunkId: 'alfa',
      atMs: 1_764_000_000_000,
      callId: 'abc@10.0.0.1',
      direction: 'in',
      method: 'INVITE',
      status: 486,
      phrase: 'Busy Here',
      reason: '',
      q850: 17,
      sdp: false,
    },
  ],
};

it('tells every name of an attempt and its SIP, for the logs of switch and carrier', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/v1/attempts/e1-7/sip' ? TRACE : {}));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = server.address() as AddressInfo;
  try {
    const { code, out, err } = await runCommand([
      'trace',
      'e1-7',
      '--url',
      `http://127.0.0.1:${port}`,
      '--token',
      'x',
    ]);
    expect([code, err]).toEqual([0, '']);
    for (const word of ['e1-7-c', 'd9', 'ast-1', 'alfa (oper)', 'abc@10.0.0.1', '← 486 Busy Here (INVITE)']) {
      expect(out).toContain(word);
    }
  } finally {
    server.close();
  }
});
