import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { iceServersFor } from '../../src/api/realtime/ice-servers.js';

const ICE = {
  stunUrls: ['stun:turn.example:3478'],
  turnUrls: ['turns:turn.example:443?transport=tcp'],
  turnSecret: 'north',
  turnSeconds: 3600,
};

test('a page is given TURN by a name that ends, and never the secret itself', () => {
  const [stun, turn] = iceServersFor('ana', ICE, 1_433_891_000_000);
  expect(stun).toEqual({ urls: ICE.stunUrls });
  expect(turn).toEqual({
    urls: ICE.turnUrls,
    username: '1433894600:ana',
    credential: createHmac('sha1', 'north').update('1433894600:ana').digest('base64'),
  });
});

test('where no server is set, the page looks for none', () => {
  expect(iceServersFor('ana', { ...ICE, stunUrls: [], turnUrls: [] }, 0)).toEqual([]);
});
