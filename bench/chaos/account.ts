import { readFile } from 'node:fs/promises';
import { readProcessUsage } from '../../src/adapters/asterisk-process/process-usage.js';
import { attemptOfLeg } from '../../src/core/kernel/ids.js';
import { quantile } from '../support/quantile.js';
import { CALLS_A_SECOND, CHANNELS, type ChaosCentre } from './chaos-centre.js';
import { CHAOS_KINDS } from './chaos-plan.js';
import { judgeLog } from './judge-log.js';
import { openEveryRecording } from './open-recordings.js';
import { childrenOf } from './process-tree.js';
import type { Recovery } from './recovery.js';
import { settle } from './settle.js';

const MIB = 1024 * 1024;

type Say = (text: string) => void;

/** One line of the account: how often something came to pass that never may. */
interface Count {
  readonly what: string;
  readonly breaches: readonly string[];
}

/** Brings the centre to rest, counts, and ends with the audit and the bill; false where anything was broken. */
export async function account(centre: ChaosCentre, recovery: Recovery, say: Say): Promise<boolean> {
  const unsettled = await settle(centre);
  const { keeper } = centre;
  const counts: Count[] = [
    { what: 'lost or not come to rest', breaches: unsettled },
    { what: 'seen on the way', breaches: recovery.breaches },
    { what: 'dialled without a committed row', breaches: await dialledWithoutRow(centre) },
    { what: 'doubled', breaches: await doubled(centre) },
    { what: 'caps exceeded', breaches: await capsPassed(centre) },
    { what: 'recordings torn', breaches: await openEveryRecording(centre, say) },
  ];
  await tellMemory(centre, say);
  const code = await keeper.drain();
  counts.push(
    {
      what: 'server ended otherwise than asked',
      breaches: code === 0 ? keeper.fell : [...keeper.fell, `its last end had code ${code}`],
    },
    { what: 'defects told by the engine', breaches: keeper.defects },
    ...(await judgeLog(centre, recovery, say)),
  );
  tellHarms(recovery, say);
  await tellCalls(centre, say);
  for (const { what, breaches } of counts) {
    say(`${what}: ${breaches.length}`);
    for (const breach of breaches.slice(0, 20)) {
      say(`    ${breach}`);
    }
  }
  return counts.every(({ breaches }) => breaches.length === 0);
}

function tellHarms(recovery: Recovery, say: Say): void {
  const total = [...recovery.harms.values()].reduce((sum, n) => sum + n, 0);
  say(`${total} harms; seconds from giving back to a new call and a new talk, by kind:`);
  for (const kind of CHAOS_KINDS) {
    const seconds = recovery.seconds.get(kind);
    if (seconds === undefined) {
      continue;
    }
    const [p50, p95, most] = [quantile(seconds, 0.5), quantile(seconds, 0.95), Math.max(...seconds)];
    say(
      `  ${kind.padEnd(26)} ${String(recovery.harms.get(kind) ?? 0).padStart(3)}   p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  max ${most.toFixed(1)}`,
    );
  }
}

async function tellCalls(centre: ChaosCentre, say: Say): Promise<void> {
  const [sums] = await centre.rows<Record<string, number>>(`
    select count(*) filter (where t_dial_ms is not null)::int as dialled, count(t_answer_ms)::int as answered,
      count(t_agent_ms)::int as joined, count(*) filter (where abandoned)::int as abandoned,
      count(*) filter (where reason = 'lost')::int as closed_as_lost,
      count(*) filter (where t_answer_ms is not null and t_agent_ms is null and t_message_ms is null)::int as met_nobody
    from attempts`);
  say(`calls: ${JSON.stringify(sums)}`);
}

async function tellMemory({ keeper, database, redis, asterisk }: ChaosCentre, say: Say): Promise<void> {
  const told: string[] = [];
  const pids = {
    server: keeper.server.program.process.pid,
    PostgreSQL: database.pid,
    Redis: redis.pid,
    Asterisk: asterisk.pid,
  };
  for (const [name, pid] of Object.entries(pids)) {
    const all = pid === undefined ? [] : [pid, ...(name === 'PostgreSQL' ? await childrenOf(pid) : [])];
    const usages = await Promise.all(all.map(readProcessUsage));
    const bytes = usages.reduce((sum, usage) => sum + (usage?.residentBytes ?? 0), 0);
    told.push(`${name} ${(bytes / MIB).toFixed(0)} MiB`);
  }
  say(`memory at the end (resident): ${told.join(', ')}`);
}

/** The network's and the switch's own words beside the rows. */
async function dialledWithoutRow(centre: ChaosCentre): Promise<readonly string[]> {
  const found: string[] = [];
  const rows = await centre.rows<{ id: string; phone: string }>(
    'select attempt_id as id, phone from attempts',
  );
  const ids = new Set(rows.map(({ id }) => id));
  const cel = await readFile(centre.lab.celFile, 'utf8');
  for (const line of cel.split('\n')) {
    // A channel's own id stands third; see readCalls of the lab.
    const [event, , channel = ''] = line.replaceAll('"', '').split(',');
    const attempt = event === 'CHAN_START' ? attemptOfLeg(channel) : null;
    if (attempt !== null && !ids.has(attempt)) {
      found.push(`Asterisk had a call ${attempt} of which there is no row`);
    }
  }
  const byPhone = new Map<string, number>();
  for (const { phone } of rows) {
    const number = phone.replace('+', '');
    byPhone.set(number, (byPhone.get(number) ?? 0) + 1);
  }
  for (const [number, times] of await invites(centre)) {
    if (times.length > (byPhone.get(number) ?? 0)) {
      found.push(`${number} was rung ${times.length} times, and has ${byPhone.get(number) ?? 0} rows`);
    }
  }
  return found;
}

async function invites({ lab }: ChaosCentre): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  const seen = new Set<string>();
  for (const { event, number, atMs, sipCallId } of await lab.customers.events()) {
    if (event === 'INVITE' && !seen.has(sipCallId)) {
      seen.add(sipCallId);
      const key = number.replace('+', '');
      found.set(key, [...(found.get(key) ?? []), atMs]);
    }
  }
  return found;
}

/** Somebody with two calls at once: a number, a person, an agent. */
async function doubled(centre: ChaosCentre): Promise<readonly string[]> {
  const overlaps = (key: string, from: string, what: string): Promise<readonly { text: string }[]> =>
    centre.rows<{ text: string }>(`
      select '${what}: ' || a.attempt_id || ' and ' || b.attempt_id as text
      from attempts a join attempts b on a.${key} = b.${key} and a.attempt_id < b.attempt_id and a.${key} <> ''
      where b.${from} < coalesce(a.t_end_ms, 9e15) and a.${from} < coalesce(b.t_end_ms, 9e15)`);
  const found = await Promise.all([
    overlaps('phone', 't_dial_ms', 'one number, two calls at once'),
    overlaps('cpf_hash', 't_dial_ms', 'one person, two calls at once'),
    overlaps('contact_id', 't_dial_ms', 'one contact, two calls at once'),
    overlaps('agent_id', 't_agent_ms', 'one agent, two talks at once'),
  ]);
  return found.flat().map(({ text }) => text);
}

interface Limits {
  readonly items: readonly {
    readonly id: string;
    readonly calls: number;
    readonly reserved: number;
    readonly cap: number | null;
  }[];
}

/** Channels by the rows, calls a second by what the network heard, and the day of each line by the server's count. */
async function capsPassed(centre: ChaosCentre): Promise<readonly string[]> {
  const found: string[] = [];
  const rows = await centre.rows<{ from: string; to: string }>(
    'select t_dial_ms as "from", t_end_ms as "to" from attempts where t_dial_ms is not null',
  );
  const edges = rows.flatMap(({ from, to }) => [
    { atMs: Number(from), change: 1 },
    { atMs: Number(to), change: -1 },
  ]);
  let [live, most] = [0, 0];
  for (const { change } of edges.sort((a, b) => a.atMs - b.atMs || a.change - b.change)) {
    live += change;
    most = Math.max(most, live);
  }
  if (most > CHANNELS) {
    found.push(`${most} calls at once on ${CHANNELS} channels`);
  }
  const dials = edges.filter(({ change }) => change > 0).map(({ atMs }) => atMs);
  for (const [place, fromMs] of dials.entries()) {
    // A bucket of n lets n through at once and n more within the second.
    const within = dials.findIndex((atMs, n) => n > place && atMs >= fromMs + 1000);
    if ((within < 0 ? dials.length : within) - place > 2 * CALLS_A_SECOND) {
      found.push(`more than ${2 * CALLS_A_SECOND} calls in the second from ${fromMs}, of ${CALLS_A_SECOND}`);
      break;
    }
  }
  return [...found, ...(await linesPassed(centre))];
}

async function linesPassed(centre: ChaosCentre): Promise<readonly string[]> {
  const lines = await centre.rows<{ line: string; n: number }>(
    'select line, count(*)::int as n from attempts where t_dial_ms is not null group by 1',
  );
  const { items } = await centre.keeper.server.call<Limits>('GET', '/v1/limits');
  return lines.flatMap(({ line, n }) => {
    const own = items.find(({ id }) => id === `line:${line}`);
    const counted = (own?.calls ?? 0) + (own?.reserved ?? 0);
    return own !== undefined && n <= counted && n <= (own.cap ?? 0)
      ? []
      : [`${n} calls of ${line} in rows, ${own?.calls} + ${own?.reserved} counted of ${own?.cap}`];
  });
}
