/*
 * Screens under load: the whole server (demo, simulator, its own PostgreSQL) as a process of its own, with the sockets of
 * 500 agents and 50 supervisors on it while it dials. How old a change of an agent's state is when it reaches a screen,
 * what the server needs for it, and how soon a browser that has nothing yet shows the floor. Ends by itself after a minute. Usage: npm run bench:screens [-- --agents 100]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { WebSocket } from 'ws';
import { until } from '../test/support/until.js';
import { quantile } from './support/quantile.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_MS = 60_000;
/** Until most agents talk. */
const SETTLE_MS = 25_000;
/** What the trunk of the demo carries for this: its own 20 calls a second would leave 500 agents idle. */
const CARRIER = { channels: 5000, cps: 120 };
const MEASURE_MS = 20_000;
/** What is told of a trunk and cannot be set. */
const TOLD_OF_TRUNK = new Set(['id', 'inUse', 'backOff', 'locked', 'version']);
const SUPERVISORS = 50;
const TARGET_P95_MS = 250;
const MIB = 1024 * 1024;
/** Clock ticks a second in /proc (sysconf(_SC_CLK_TCK) is 100 on every Linux of today). */
const TICKS = 100;
const PAGE_BYTES = 4096;

const { values } = parseArgs({ options: { agents: { type: 'string', default: '500' } } });
const AGENTS = Number(values.agents);

/** When a state of an agent began by the server's clock, and when it was seen here. */
interface Sighting {
  readonly sinceMs: number;
  /** When the message left, by the server's clock. */
  readonly sentMs: number;
  readonly seenMs: number;
}

class Watch {
  readonly sightings: Sighting[] = [];
  readonly #known = new Map<string, number>();
  messages = 0;
  bytes = 0;
  /** The least a message took, which is how far the two clocks are apart. */
  offsetMs = Number.POSITIVE_INFINITY;
  isMeasuring = false;

  arrived(length: number): void {
    if (this.isMeasuring) {
      this.messages += 1;
      this.bytes += length;
    }
  }

  said(atMs: number, seenMs: number): void {
    this.offsetMs = Math.min(this.offsetMs, seenMs - atMs);
  }

  /** `screen` tells screens apart: each is to hear of each change. */
  saw(screen: number, agentId: string, sinceMs: number, sentMs: number, seenMs: number): void {
    const key = `${screen} ${agentId}`;
    const before = this.#known.get(key);
    this.#known.set(key, sinceMs);
    if (before !== undefined && before !== sinceMs && this.isMeasuring) {
      this.sightings.push({ sinceMs, sentMs, seenMs });
    }
  }
}

interface AgentText {
  readonly id: string;
  readonly sinceMs: number;
}

interface Message {
  readonly type: string;
  readonly atMs: number;
  readonly agents?: readonly AgentText[];
  readonly agent?: AgentText | null;
  /** Of an agent's own socket: the parts that changed. */
  readonly changed?: { readonly agent?: AgentText };
}

const now = (): number => performance.timeOrigin + performance.now();

function connect(
  url: string,
  protocol: string,
  token: string,
  onText: (text: string, seenMs: number) => void,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocol);
    let isIn = false;
    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', token })));
    socket.on('message', (data) => {
      const seenMs = now();
      onText(String(data), seenMs);
      isIn = true;
      resolve(socket);
    });
    socket.on('error', reject);
    socket.on('close', (code, reason) => {
      if (!isIn) {
        reject(new Error(`${url} was closed: ${code} ${String(reason)}`));
      }
    });
  });
}

function startServer(folder: string): { readonly child: ChildProcess; readonly ready: Promise<string> } {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'dist/app/main.js'),
      ...['demo', '--switch', 'simulator', '--port', '0', '--metrics-port', '0'],
      ...['--data-folder', folder, '--agents', String(AGENTS), '--contacts', '60000'],
    ],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ready = new Promise<string>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`The server did not start:\n${said}`)), START_MS);
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const address = /Live page:\s+(http:\/\/[^/\s]+)/.exec(said)?.[1];
      if (address !== undefined) {
        clearTimeout(timer);
        resolve(address);
      }
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}:\n${said}`));
    });
  });
  return { child, ready };
}

/** Seconds of CPU and bytes in memory of a process, without its children. */
function usageOf(pid: number): { readonly cpuSeconds: number; readonly rssBytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold blanks; what is counted comes after it (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuSeconds: ticks / TICKS, rssBytes: Number(fields[21]) * PAGE_BYTES };
}

function report(title: string, watch: Watch): number {
  const ages = watch.sightings.map(({ sinceMs, seenMs }) => Math.max(0, seenMs - sinceMs - watch.offsetMs));
  const ms = (share: number): string => quantile(ages, share).toFixed(0).padStart(5);
  console.log(
    `${title.padEnd(12)} p50 ${ms(0.5)} ms   p95 ${ms(0.95)} ms   p99 ${ms(0.99)} ms   most ${ms(1)} ms   ` +
      `(${ages.length} changes seen; ${watch.messages} messages, ${(watch.bytes / MIB).toFixed(1)} MiB)`,
  );
  const spent = (name: string, values: readonly number[]): string =>
    `${name} p50 ${quantile(values, 0.5).toFixed(0)} p95 ${quantile(values, 0.95).toFixed(0)} p99 ${quantile(values, 0.99).toFixed(0)} ms`;
  const held = watch.sightings.map(({ sinceMs, sentMs }) => Math.max(0, sentMs - sinceMs));
  const onTheWay = watch.sightings.map(({ sentMs, seenMs }) => Math.max(0, seenMs - sentMs - watch.offsetMs));
  console.log(
    `             ${spent('of it until sent', held)}   ${spent('from there to the reader', onTheWay)}`,
  );
  return quantile(ages, 0.95);
}

async function change(
  address: string,
  token: string,
  method: string,
  path: string,
  body: object,
  version?: unknown,
): Promise<void> {
  const answer = await fetch(address + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${await answer.text()}`);
  }
}

/** As many calls as the demo's lists and limits give. */
async function hurry(address: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const trunks = (await (await fetch(`${address}/v1/trunks`, { headers })).json()) as {
    readonly items: readonly Readonly<Record<string, unknown>>[];
  };
  for (const trunk of trunks.items) {
    const settings = Object.fromEntries(Object.entries(trunk).filter(([key]) => !TOLD_OF_TRUNK.has(key)));
    const path = `/v1/trunks/${String(trunk['id'])}`;
    await change(address, token, 'PUT', path, { ...settings, ...CARRIER }, trunk['version']);
  }
  const campaigns = (await (await fetch(`${address}/v1/campaigns`, { headers })).json()) as {
    readonly items: readonly { readonly settings: { readonly id: string } }[];
  };
  for (const { settings } of campaigns.items) {
    await change(address, token, 'PUT', `/v1/campaigns/${settings.id}/mode`, { mode: 'power' });
  }
}

async function openScreens(address: string, token: string, supervisors: Watch, agents: Watch) {
  const ws = address.replace('http', 'ws');
  const sockets: WebSocket[] = [];
  for (let screen = 0; screen < SUPERVISORS; screen += 1) {
    sockets.push(
      await connect(`${ws}/live`, 'cadencia.live.v1', token, (text, seenMs) => {
        const message = JSON.parse(text) as Message;
        supervisors.arrived(text.length);
        supervisors.said(message.atMs, seenMs);
        for (const { id, sinceMs } of message.agents ?? []) {
          supervisors.saw(screen, id, sinceMs, message.atMs, seenMs);
        }
      }),
    );
  }
  const answer = await fetch(`${address}/v1/agents?limit=500`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await answer.json()) as { items: readonly { readonly id: string }[] };
  for (const { id } of items.slice(0, AGENTS)) {
    sockets.push(
      await connect(`${ws}/desk/${id}`, 'cadencia.desk.v1', token, (text, seenMs) => {
        const message = JSON.parse(text) as Message;
        agents.arrived(text.length);
        if (typeof message.atMs === 'number') {
          agents.said(message.atMs, seenMs);
        }
        const agent = message.changed?.agent ?? message.agent;
        if (agent) {
          agents.saw(0, id, agent.sinceMs, message.atMs, seenMs);
        }
      }),
    );
  }
  return sockets;
}

/** Puts down when the first row of figures is on the page, by the page's own clock. */
const FIRST_ROW = `new MutationObserver((_, watch) => {
  if (document.querySelector('main th[scope=row], main dd') !== null) {
    watch.disconnect();
    requestAnimationFrame(() => { window.firstRowMs = performance.now(); });
  }
}).observe(document, { childList: true, subtree: true })`;
const OPENINGS = 5;
const TARGET_PAGE_MS = 1000;

/** How long the floor takes to show figures, in browsers that have nothing of it yet; false when one takes too long. */
async function openPages(address: string, token: string): Promise<boolean> {
  const browser = await launchBenchChromium();
  const opened: number[] = [];
  const wide: string[] = [];
  try {
    for (const [width, height] of [
      [1366, 768],
      [1920, 1080],
    ] as const) {
      for (let opening = 0; opening < OPENINGS; opening += 1) {
        const context = await browser.newContext({ viewport: { width, height } });
        const page = await context.newPage();
        await page.addInitScript(FIRST_ROW);
        await page.goto(`${address}/app/floor#token=${token}`);
        const firstRow = async (): Promise<unknown> => page.evaluate('window.firstRowMs');
        await until(async () => typeof (await firstRow()) === 'number' || 'the first figures');
        opened.push((await firstRow()) as number);
        if (((await page.evaluate('document.documentElement.scrollWidth')) as number) > width) {
          wide.push(`${width} × ${height}`);
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
  console.log(
    `floor        first figures after p50 ${quantile(opened, 0.5).toFixed(0)} ms, most ${quantile(opened, 1).toFixed(0)} ms ` +
      `(${opened.length} browsers with nothing kept); scrolls sideways: ${wide.length === 0 ? 'never' : wide.join(', ')}; ` +
      `load of the machine ${loadavg()[0]?.toFixed(1)}`,
  );
  return quantile(opened, 0.5) < TARGET_PAGE_MS && wide.length === 0;
}

async function launchBenchChromium(): Promise<Browser> {
  // By its place in the checkout: the compiled benches lie elsewhere.
  const file = pathToFileURL(join(ROOT, 'scripts/chromium.mjs')).href;
  const { launchChromium } = (await import(file)) as { launchChromium(): Promise<Browser> };
  return launchChromium();
}

if (!existsSync(join(ROOT, 'dist/app/main.js'))) {
  throw new Error('The server is not compiled yet. Run: npm run build');
}
const folder = mkdtempSync(join(tmpdir(), 'cadencia-screens-'));
// As root, PostgreSQL runs as a user of its own and must reach its files.
chmodSync(folder, 0o755);
const { child, ready } = startServer(folder);
const ended = new Promise((resolve) => child.on('close', resolve));
let sockets: readonly WebSocket[] = [];
try {
  const address = await ready;
  const token = readFileSync(join(folder, 'token'), 'utf8').trim();
  const [supervisors, agents] = [new Watch(), new Watch()];
  const isQuick = await openPages(address, token);
  await hurry(address, token);
  sockets = await openScreens(address, token, supervisors, agents);
  await pause(SETTLE_MS);
  const pid = child.pid ?? 0;
  const before = usageOf(pid);
  const ownBefore = process.cpuUsage();
  const slow = monitorEventLoopDelay({ resolution: 5 });
  slow.enable();
  const watches = [supervisors, agents];
  for (const watch of watches) {
    watch.isMeasuring = true;
  }
  await pause(MEASURE_MS);
  for (const watch of watches) {
    watch.isMeasuring = false;
  }
  const after = usageOf(pid);
  const own = process.cpuUsage(ownBefore);
  slow.disable();
  const delay = (share: number): string => (slow.percentile(share) / 1e6).toFixed(0);
  const load = loadavg().map((one) => one.toFixed(1));
  const open = sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
  const share = (seconds: number): string =>
    `${((100 * seconds * 1000) / MEASURE_MS).toFixed(0)} % of a core`;
  console.log(`${open} of ${sockets.length} sockets open after ${(SETTLE_MS + MEASURE_MS) / 1000} s`);
  // Both hear of the same clock; the nearer estimate of the two serves for both.
  const offsetMs = Math.min(supervisors.offsetMs, agents.offsetMs);
  supervisors.offsetMs = offsetMs;
  agents.offsetMs = offsetMs;
  const worst = Math.max(report('supervisors', supervisors), report('agents', agents));
  console.log(
    `server       CPU ${share(after.cpuSeconds - before.cpuSeconds)} (dialling included), memory ${(after.rssBytes / MIB).toFixed(0)} MiB; ` +
      `this client ${share((own.user + own.system) / 1e6)}, its loop late by p99 ${delay(99)} ms; ` +
      `load of the machine ${load.join(', ')}`,
  );
  const isGood = worst < TARGET_P95_MS && open === sockets.length;
  console.log(`p95 below ${TARGET_P95_MS} ms and every socket open: ${isGood ? 'yes' : 'NO'}`);
  console.log(`floor within ${TARGET_PAGE_MS} ms, nothing sideways: ${isQuick ? 'yes' : 'NO'}`);
  process.exitCode = isGood && isQuick ? 0 : 1;
} finally {
  for (const socket of sockets) {
    socket.terminate();
  }
  child.kill('SIGINT');
  await pause(500);
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
  rmSync(folder, { recursive: true, force: true });
}
