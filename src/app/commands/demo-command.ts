import { join } from 'node:path';
import type { Command } from 'commander';
import { pino } from 'pino';
import { makeLogger } from '../../adapters/pino/logger.js';
import type { Config } from '../../config/config.js';
import { BRASILIA } from '../../core/kernel/civil-time.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import { DEMO_CAMPAIGN, Demo } from '../demo/demo.js';
import { withDemoPacks } from '../demo/demo-packs.js';
import { ROOT_FOLDER } from '../server/product.js';
import { type Server, startServer } from '../server/server.js';
import { chooseDemoTelephony } from '../telephony/choose-telephony.js';
import type { Telephony } from '../telephony/telephony.js';
import type { CommandDeps } from './command-deps.js';
import { readServerConfig } from './server-config.js';
import { StopSignals } from './stop-signals.js';

interface DemoFlags {
  readonly config?: string;
  readonly switch?: string;
  readonly port?: string;
  readonly metricsPort?: string;
  readonly agents?: string;
  readonly contacts?: string;
  readonly seed?: string;
  readonly towardsLimits?: boolean;
}

const NEWS_MS = 10 * SECOND;

/** `demo`: what `npm start` runs. */
export function registerDemoCommand(program: Command, deps: CommandDeps): void {
  program
    .command('demo')
    .description('run a collection campaign with invented people on this machine')
    .option('--config <file>', 'configuration (default: cadencia.yaml in this folder, when there is one)')
    .option('--switch <kind>', 'auto, asterisk or simulator')
    .option('--port <port>', 'port of the API and the live page; 0 takes a free one')
    .option('--metrics-port <port>', 'port of /metrics; 0 takes a free one')
    .option('--agents <number>', 'demo agents')
    .option('--contacts <number>', 'contacts of a mailing')
    .option('--seed <number>', 'same seed, same people')
    .option(
      '--towards-limits',
      "on the simulator, with today's counters set close to the limits of lines and companies",
    )
    .action(async (flags: DemoFlags, command: Command) => {
      const { dataFolder } = command.optsWithGlobals<{ dataFolder?: string }>();
      const config = readServerConfig(
        {
          ...(flags.config === undefined ? {} : { config: flags.config }),
          over: {
            CADENCIA_DATA_FOLDER: dataFolder,
            CADENCIA_SWITCH: flags.towardsLimits === true ? 'simulator' : flags.switch,
            CADENCIA_HTTP_PORT: flags.port,
            CADENCIA_METRICS_PORT: flags.metricsPort,
            CADENCIA_DEMO_AGENTS: flags.agents,
            CADENCIA_DEMO_CONTACTS: flags.contacts,
            CADENCIA_DEMO_SEED: flags.seed,
          },
        },
        deps,
      );
      await runDemo(config, flags.towardsLimits === true, deps);
    });
}

async function runDemo(config: Config, towardsLimits: boolean, deps: CommandDeps): Promise<void> {
  const say = (text: string): void => {
    deps.stdout.write(`${text}\n`);
  };
  const signals = new StopSignals();
  try {
    await runDemoUntil(signals, withDemoPacks(ownDatabase(config, say)), towardsLimits, say);
  } catch (error) {
    if (!signals.starting.aborted) {
      throw error;
    }
    say('Stopped before it had started.');
  } finally {
    signals.close();
  }
}

async function runDemoUntil(
  signals: StopSignals,
  config: Config,
  towardsLimits: boolean,
  say: (text: string) => void,
): Promise<void> {
  const logFile = join(config.dataFolder, 'cadencia.log');
  const log = makeLogger(config.log.level, pino.destination({ dest: logFile, mkdir: true, sync: false }));
  say('Cadência: starting the demo campaign.');
  let telephony: Telephony | null = null;
  const signal = signals.starting;
  const server = await startServer({
    config,
    log,
    signal,
    trunkKinds: ['demo'],
    media: async ({ clock, rng, stores }) => {
      await refuseRunningCampaigns(stores.campaigns, config.dataFolder);
      telephony = await chooseDemoTelephony({ config, clock, rng, rootFolder: ROOT_FOLDER, say, signal });
      return telephony;
    },
  });
  const chosen = telephony as Telephony | null;
  if (chosen === null) {
    throw new Error('The server started without media servers');
  }
  say(`Switch: ${chosen.description}.`);
  const { agents, contacts, seed } = config.demo;
  const demo = new Demo(server, chosen, {
    agents,
    contacts,
    seed: String(seed),
    towardsLimits,
    warn: (text) => log.warn(text),
  });
  const off = server.engine.events.on('call:dialed', () => {
    off();
    say(`First call placed ${process.uptime().toFixed(0)} s after the start.`);
  });
  try {
    await demo.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  announce(server, logFile, say);
  sayTime(server, say);
  if (towardsLimits) {
    say("Today's counters of one line and of the company at one carrier were set close to their margins:");
    say('watch "Limites de hoje" on the live page; what stops is said here too.');
  }
  for (const name of ['limit:warned', 'limit:stopped'] as const) {
    server.engine.events.on(name, ({ id, rule, reason }) => say(`${name} ${id} by ${rule}: ${reason}`));
  }
  const news = setInterval(() => say(newsOf(server)), NEWS_MS);
  await signals.run({
    drain: async () => {
      say('Stopping: no new calls; the live ones are brought to an end (Ctrl-C again: at once).');
      await demo.finishUp(config.engine.drainSeconds * SECOND);
      await server.stop();
    },
    stopNow: () => server.stop(),
  });
  clearInterval(news);
  say('Stopped. The next start goes on from here.');
}

/** Invented people belong into no production database, and its jobs and leases are not the demo's to take. */
function ownDatabase(config: Config, say: (text: string) => void): Config {
  const { database, redisUrl, ...rest } = config;
  if (database.url !== null || redisUrl !== undefined) {
    say(
      `The demo keeps its people in ${config.dataFolder}; the configured database and Redis are left alone.`,
    );
  }
  return { ...rest, database: { ...database, url: null, embedded: true } };
}

/** The demo's switch knows the demo's trunk only: campaigns of the user's would burn their contacts on it. */
async function refuseRunningCampaigns(campaigns: CampaignStore, dataFolder: string): Promise<void> {
  const running = (await campaigns.list()).filter(
    ({ settings, state }) => !settings.demo && state === 'running',
  );
  if (running.length > 0) {
    const names = running.map(({ settings }) => settings.id).join(', ');
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `Campaigns of yours run in ${dataFolder} (${names}). Give the demo another folder (--data-folder), or start the server with \`cadencia serve\` and pause them first.`,
    });
  }
}

function announce(server: Server, logFile: string, say: (text: string) => void): void {
  say('');
  say(`Live page:  ${server.http.address()}/#token=${server.localToken}`);
  say(`Screens:    ${server.http.address()}/app/#token=${server.localToken}`);
  say(`API token:  ${server.localToken}`);
  say(`Metrics:    ${server.metricsAddress}`);
  say(`Log:        ${logFile}`);
  say('Only invented numbers are dialled, and only inside this machine. Ctrl-C stops everything.');
  say('');
}

/** Working hours hold for a demo too; where it cannot reach anybody, its clock need not be the real one. */
function sayTime({ clock, shiftedClock }: Server, say: (text: string) => void): void {
  const shown = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: BRASILIA,
  });
  say(
    shiftedClock
      ? `The demo's clock is shifted: it shows ${shown.format(clock.now())} in Brasília, not the real time.`
      : 'This data folder has trunks that are no demo’s: the real clock holds, and with it the legal hours.',
  );
  say('');
}

/** One line for who watches the terminal. */
function newsOf(server: Server): string {
  const view = server.engine.campaigns.view(DEMO_CAMPAIGN);
  if (view === null) {
    return '';
  }
  const { attempts, answered, connected, abandoned } = view.today;
  const people = connected + abandoned;
  const drop = people === 0 ? 0 : (100 * abandoned) / people;
  const agents = Object.entries(view.agents)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
  return `${attempts} attempts, ${answered} answered, ${connected} with an agent, ${drop.toFixed(1)} % abandoned; agents: ${agents}`;
}
