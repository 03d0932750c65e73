import { expect, test } from 'vitest';
import { MINUTE } from '../../src/core/kernel/time.js';
import { SERVER, World } from '../support/world.js';

async function lastHash(seed: string): Promise<string> {
  const world = await World.create({ seed, agents: 5, contacts: 80 });
  await world.open();
  await world.clock.runFor(2 * MINUTE);
  world.network.switchOf(SERVER).restart();
  await world.clock.runFor(10 * MINUTE);
  return (await world.rows()).at(-1)?.hash ?? '';
}

test('the same seed gives the same log to the last hash, another seed another', async () => {
  const hash = await lastHash('um');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await lastHash('um')).toBe(hash);
  expect(await lastHash('dois')).not.toBe(hash);
});
