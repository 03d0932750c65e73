/*
 * Three servers on one PostgreSQL, one Redis and one real Asterisk with people played by SIPp; every so often one of them
 * is killed (-9). Every other time it is started anew at once, else only after its campaigns had to be taken over. Prints
 * kills, calls, losses, doubles, caps and seconds of takeover of campaigns, live calls and agents. With --rolling servers
 * are restarted in order (SIGTERM) instead. Usage: npm run prove:engines [-- --minutes 20 --every 60 --agents 3 --rolling]
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ringsByNumber } from '../test/support/collection-floor.js';
import { type Node, ServerCentre } from '../test/support/server-centre.js';
import { until } from '../test/support/until.js';
import { EstateWatch } from './support/estate-watch.js';
import { quantile } from './support/quantile.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    every: { type: 'string', default: '60' },
    agents: { type: 'string', default: '3' },
    rolling: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const everyMs = Number(values.every) * 1000;
/** A server that is away this long has lost its campaigns. */
const AWAY_MS = 15_000;
const LONGEST_MS = 60_000;
/** Whoever was answered this long around a kill may have met nobody because of it. */
const SHADOW_MS = 20_000;
/** How well the moment of a kill is known by the servers' clock. */
const KILL_SPREAD_MS = 1000;
const LIMIT_SECONDS = 10;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const centre = await ServerCentre.start({
  servers: 3,
  agentsEach: Number(values.agents),
  contacts: Math.min(3000, Math.ceil(minutes * 120)),
});
const watch = new EstateWatch(centre);
const taken: number[] = [];
const adoptions: number[] = [];
const kills: number[] = [];
let [adopted, lostAtStart] = [0, 0];

const ownedBy = async (id: string): Promise<readonly string[]> =>
  (
    await centre.rows<{ campaign: string }>(
      `select substr(name, 7) as campaign from leases where name like 'claim:%' and owner = '${id}'`,
    )
  ).map((row) => row.campaign);

/** Seconds from the kill to the first dial of each of its campaigns by another engine. */
async function watchTakeover(campaigns: readonly string[], victim: Node, newestMs: number): Promise<void> {
  const killedMs = performance.now();
  await Promise.all(
    campaigns.map(async (campaign) => {
      await until(async () => {
        await pause(200);
        const [row] = await centre.rows<{ n: number }>(
          `select count(*)::int as n from attempts where campaign_id = '${campaign}' and engine_id <> '${victim.id}'
           and t_queued_ms > ${newestMs}`,
        );
        return (row?.n ?? 0) > 0 || `${campaign} is dialled by nobody`;
      }, LONGEST_MS).catch((error: unknown) => say(String(error)));
      taken.push((performance.now() - killedMs) / 1000);
    }),
  );
}

async function killOne(turn: number): Promise<void> {
  const victim = centre.nodes[turn % centre.nodes.length] as Node;
  const campaigns = await ownedBy(victim.id);
  const atWork = await watch.atWork(victim);
  const killedMs = await centre.newestMs();
  await (values.rolling ? centre.end(victim) : centre.kill(victim));
  const atMs = performance.now();
  kills.push(Date.now() + watch.shiftMs());
  const watched = watch.killed(victim, atWork);
  if (turn % 2 === 1) {
    const takeover = watchTakeover(campaigns, victim, killedMs);
    await pause(AWAY_MS);
    await takeover;
  }
  const back = await centre.revive(victim);
  await watched;
  adopted += back.adopted;
  lostAtStart += back.lost;
  if (turn % 2 === 0) {
    adoptions.push((performance.now() - atMs) / 1000);
  }
  say(
    `${values.rolling ? 'end' : 'kill'} ${turn + 1} of ${victim.id} (${campaigns.join(', ') || 'no campaign'}): ${
      turn % 2 === 0
        ? `ready again ${adoptions.at(-1)?.toFixed(1)} s after it`
        : `dialled by others after ${taken.at(-1)?.toFixed(1)} s`
    }; ${back.adopted} adopted, ${back.lost} had ended meanwhile; ${atWork.size} agents at work after ${watch.agents.at(-1)?.toFixed(1)} s`,
  );
}

interface Sums {
  readonly calls: number;
  readonly open: number;
  readonly lost: number;
  readonly unserved: number;
}

/** What the rows say, and whether the network and the counters say the same. */
async function account(): Promise<boolean> {
  const shadow = kills
    .map((atMs) => `t_answer_ms between ${atMs - SHADOW_MS} and ${atMs + SHADOW_MS}`)
    .join(' or ');
  const alone = 't_answer_ms is not null and t_agent_ms is null and t_message_ms is null';
  const [sums] = await centre.rows<Sums>(`
    select count(*) filter (where t_dial_ms is not null)::int as calls, count(*) filter (where t_end_ms is null)::int as open,
      count(*) filter (where reason = 'lost')::int as lost,
      count(*) filter (where ${alone} and (${shadow || 'false'}))::int as unserved from attempts`);
  const rows = new Map(
    (
      await centre.rows<{ phone: string; n: number }>(
        'select phone, count(*)::int as n from attempts group by 1',
      )
    ).map(({ phone, n }) => [phone.replace('+', ''), n]),
  );
  const rung = await ringsByNumber(centre.lab);
  const doubled = [...rung].filter(([number, times]) => times > (rows.get(number) ?? 0)).length;
  const [overlap] = await centre.rows<{ n: number }>(`
    select count(*)::int as n from attempts a join attempts b on a.phone = b.phone and a.attempt_id < b.attempt_id
    where a.t_dial_ms is not null and b.t_dial_ms is not null and b.t_dial_ms < a.t_end_ms and a.t_dial_ms < b.t_end_ms`);
  const caps = await capsHold();
  const p95 = quantile(taken, 0.95);
  say(
    `${kills.length} ${values.rolling ? 'restarts in order' : 'kills'} in ${minutes} min; ${sums?.calls} calls dialled; adopted ${adopted} by their own server and ${watch.inherited.calls} by others, with ${watch.inherited.agents} agents; ${lostAtStart} ended while nobody looked`,
  );
  say(
    `lost ${sums?.open} (attempts without an end); ${sums?.lost} closed as 'lost', ${sums?.unserved} people answered around a kill met nobody; doubled ${doubled + (overlap?.n ?? 0)}`,
  );
  say(`caps: ${caps.text}`);
  say(`takeover of campaigns, kill to first dial by another engine: ${secondsOf(taken)}`);
  say(`takeover of live calls, kill to another engine's: ${secondsOf(watch.calls)}`);
  say(`takeover of agents, kill to at work again: ${secondsOf(watch.agents)}`);
  say(`started at once, kill to ready: ${secondsOf(adoptions)}`);
  // A restart in order loses nobody.
  const kept = !values.rolling || (sums?.lost === 0 && sums.unserved === 0);
  return kept && sums?.open === 0 && doubled + (overlap?.n ?? 0) === 0 && caps.hold && p95 < LIMIT_SECONDS;
}

function secondsOf(all: readonly number[]): string {
  const [p50, p95] = [quantile(all, 0.5), quantile(all, 0.95)];
  return all.length === 0
    ? 'none'
    : `p50 ${p50.toFixed(1)} s, p95 ${p95.toFixed(1)} s, most ${Math.max(...all).toFixed(1)} s (${all.length})`;
}

interface Figures {
  readonly items: readonly {
    readonly id: string;
    readonly calls: number;
    readonly reserved: number;
    readonly cap: number | null;
  }[];
}

/** What servers that use a line count of its day, beside a recount of the rows: never less, never past the cap. */
async function capsHold(): Promise<{ readonly hold: boolean; readonly text: string }> {
  const lines = await centre.rows<{ line: string; n: number }>(
    'select line, count(*)::int as n from attempts where t_dial_ms is not null group by 1',
  );
  const told: string[] = [];
  let hold = lines.length > 0;
  for (const { id, server } of centre.nodes) {
    const { items } = await server.call<Figures>('GET', '/v1/limits');
    for (const { line, n } of lines) {
      const own = items.find((limit) => limit.id === `line:${line}`);
      if (own !== undefined) {
        const counted = own.calls + own.reserved;
        hold &&= counted >= n && counted <= (own.cap ?? 0);
        told.push(`${id} ${n} calls of ${line} in rows, ${own.calls} + ${own.reserved} held of ${own.cap}`);
      }
    }
  }
  return { hold: hold && told.length > 0, text: told.join('; ') };
}

/** What the auditor, who shares no code with the gate, finds in the log that the killed servers wrote together. */
async function audit(): Promise<boolean> {
  // Any of them makes an export, and any is asked for it.
  const [first, second = first] = centre.nodes.filter(({ up }) => up);
  const at = (name: string): string => join(first?.server.folder ?? '', name);
  await first?.server.run('export', 'calls', '--out', at('calls.jsonl'));
  await second?.server.run('export', 'ledger', '--out', at('ledger.jsonl'));
  await second?.server.run('export', 'lists', '--out', at('lists'));
  const ledger = await first?.server.command('ledger', 'verify', at('ledger.jsonl'));
  const audited = await first?.server.command('audit', '--log', at('calls.jsonl'), '--lists', at('lists'));
  say(`decisions: ${ledger?.output.trim()}`);
  say(`auditor: ${audited?.output.trim()}`);
  const found = [...(audited?.output ?? '').matchAll(/^(R\d+) block (\S+): /gm)];
  const alone = await Promise.all(found.map(([, rule, id]) => isOrphaned(rule ?? '', id ?? '')));
  const orphans = alone.filter(Boolean).length;
  say(
    `${orphans} of ${found.length} findings: people whose server was killed between their answer and an agent`,
  );
  return ledger?.code === 0 && (audited?.code === 0 || (found.length > 0 && orphans === found.length));
}

/** A server that is dead keeps nobody's two seconds: whoever was answered under a kill waits for the heir. */
async function isOrphaned(rule: string, attemptId: string): Promise<boolean> {
  const [row] = await centre.rows<{ from: string | null; to: string | null }>(
    `select coalesce(t_amd_ms, t_answer_ms) as from, coalesce(t_agent_ms, t_message_ms, t_end_ms) as to
     from attempts where attempt_id = '${attemptId.replaceAll("'", '')}'`,
  );
  const [fromMs, toMs] = [Number(row?.from ?? 0), Number(row?.to ?? 0)];
  return (
    !values.rolling &&
    (rule === 'R29' || rule === 'R30') &&
    kills.some((atMs) => fromMs <= atMs + KILL_SPREAD_MS && toMs >= atMs - KILL_SPREAD_MS)
  );
}

try {
  const endMs = performance.now() + minutes * 60_000;
  for (let turn = 0; performance.now() < endMs; turn += 1) {
    const nextMs = performance.now() + everyMs;
    await pause(Math.min(everyMs / 3, 15_000));
    await killOne(turn);
    await pause(Math.max(0, Math.min(nextMs, endMs) - performance.now()));
  }
  await centre.finish();
  const holds = [await account(), await audit()].every(Boolean);
  say(holds ? 'HOLDS' : 'DOES NOT HOLD');
  process.exitCode = holds ? 0 : 1;
} catch (error) {
  for (const { id, server } of centre.nodes) {
    say(`${id} said last:\n${server.program.output.slice(-6000)}`);
  }
  throw error;
} finally {
  await centre.stop();
}
