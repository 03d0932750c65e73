import { setTimeout as pause } from 'node:timers/promises';
import { attemptOfLeg } from '../../src/core/kernel/ids.js';
import type { ChaosCentre } from './chaos-centre.js';

/** A row and its call come and go a moment apart; what lasts longer is wrong. */
const MOMENT_MS = 3000;

interface Channel {
  readonly id: string;
}

interface Bridge {
  readonly channels: readonly string[];
}

/** What is wrong on the switch now and a moment later: calls without an open row, an agent with two people. */
export async function watchSwitch(centre: ChaosCentre): Promise<readonly string[]> {
  const before = await troubles(centre);
  if (before.length === 0) {
    return [];
  }
  await pause(MOMENT_MS);
  const after = await troubles(centre);
  return before.filter((one) => after.includes(one));
}

async function troubles(centre: ChaosCentre): Promise<readonly string[]> {
  // First the switch, then the rows: a call that ends in between is no trouble of the second look.
  const channels = (await centre.ari('channels')) as readonly Channel[];
  const bridges = (await centre.ari('bridges')) as readonly Bridge[];
  const open = new Set(
    (await centre.rows<{ id: string }>('select attempt_id as id from attempts where t_end_ms is null')).map(
      ({ id }) => id,
    ),
  );
  const found: string[] = [];
  for (const { id } of channels) {
    const attempt = attemptOfLeg(id);
    if (attempt !== null && !open.has(attempt)) {
      found.push(`call ${attempt} lives on the switch without an open row`);
    }
  }
  const agents = channels
    .filter(({ id }) => id.startsWith('a-'))
    .map(({ id }) => id.replace(/^a-[^-]+-/, ''));
  for (const id of new Set(agents)) {
    if (agents.filter((other) => other === id).length > 1) {
      found.push(`agent ${id} has two telephones at once`);
    }
  }
  for (const { channels: members } of bridges) {
    const people = members.filter((id) => attemptOfLeg(id) !== null);
    if (people.length > 1) {
      found.push(`${people.join(' and ')} are in one talk`);
    }
  }
  return found;
}
