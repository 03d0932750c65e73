import { join } from 'node:path';
import type { AgentDetail } from '../../test/support/collection-floor.js';
import { until } from '../../test/support/until.js';
import { CAMPAIGN, type ChaosCentre } from './chaos-centre.js';

const TALKS_WITHIN_MS = 120_000;
const RESTS_WITHIN_MS = 180_000;
/** Folder of the audit's side files, among the logs. */
export const LISTS = 'lists';

/** Brings a centre to rest after all harm; gives what did not come to it. Each wait has an end. */
export async function settle(centre: ChaosCentre): Promise<readonly string[]> {
  const breaches: string[] = [];
  const wait = (look: () => Promise<true | string>, ms: number): Promise<void> =>
    until(() => look().catch(String), ms).catch((error: Error) => void breaches.push(error.message));
  await wait(await everyoneTalksAgain(centre), TALKS_WITHIN_MS);
  const { server } = centre.keeper;
  await wait(async () => {
    const { status, reasons } = await server.ready();
    return status === 200 || `not ready: ${reasons.join('; ')}`;
  }, 60_000);
  await wait(async () => {
    await server.call('POST', `/v1/campaigns/${CAMPAIGN}/pause`);
    return true;
  }, 30_000);
  await wait(async () => {
    const [row] = await centre.rows<{ n: number; ids: string }>(
      "select count(*)::int as n, string_agg(attempt_id, ' ') as ids from attempts where t_end_ms is null",
    );
    return row?.n === 0 || `${row?.n} attempts without an end: ${row?.ids}`;
  }, RESTS_WITHIN_MS);
  await wait(async () => {
    const { openAttempts, unwritten } = await server.call<Record<string, number>>('GET', '/v1/engine');
    return (
      (openAttempts === 0 && unwritten === 0) || `${openAttempts} attempts open, ${unwritten} not written`
    );
  }, RESTS_WITHIN_MS);
  centre.crew.working = false;
  await wait(async () => {
    const on = (await centre.crew.agents()).filter(({ live }) => (live?.state ?? 'offline') !== 'offline');
    return on.length === 0 || `agents who do not come to log out: ${on.map(named).join(', ')}`;
  }, RESTS_WITHIN_MS);
  await wait(async () => {
    const channels = (await centre.ari('channels')) as readonly { readonly id: string }[];
    return channels.length === 0 || `left on the switch: ${channels.map(({ id }) => id).join(' ')}`;
  }, RESTS_WITHIN_MS);
  await wait(() => filesAreExported(centre), 120_000);
  return breaches;
}

/** Work of the queue, from the order to the files that come of it: what the audit is to have beside the log. */
async function filesAreExported({ keeper, logs }: ChaosCentre): Promise<true | string> {
  const { code, output } = await keeper.server.command('export', 'lists', '--out', join(logs, LISTS));
  return code === 0 || `the export of the lists ended with ${code}: ${output.trim()}`;
}

const named = ({ id, live }: AgentDetail): string => `${id} ${live?.state} ${live?.reason}`;

/** Each agent meets somebody new: whoever does not is stuck, in whatever state. */
async function everyoneTalksAgain(centre: ChaosCentre): Promise<() => Promise<true | string>> {
  const talks = async (): Promise<ReadonlyMap<string, number>> =>
    new Map(
      (
        await centre.rows<{ id: string; n: number }>(
          'select agent_id as id, count(*)::int as n from attempts where t_agent_ms is not null group by 1',
        )
      ).map(({ id, n }) => [id, n]),
    );
  const before = await talks();
  return async () => {
    const now = await talks();
    const stuck = centre.crew.ids.filter((id) => (now.get(id) ?? 0) <= (before.get(id) ?? 0));
    const seen = stuck.length === 0 ? [] : await centre.crew.agents();
    return (
      stuck.length === 0 ||
      `agents who meet nobody any more: ${seen
        .filter(({ id }) => stuck.includes(id))
        .map(named)
        .join(', ')}`
    );
  };
}
