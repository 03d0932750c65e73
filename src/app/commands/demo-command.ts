import { join } from 'node:path';
import type { Command } from 'commander';
import { pino } from 'pino';
import { makeLogger } from '../../adapters/pino/logger.js';
import type { Config } from '../../config/config.js';
import { SECOND } from '../../core/kernel/time.js';
import { DEMO_CAMPAIGN, Demo } from '../demo/demo.js';
import { ROOT_FOLDER, type Server, startServer } from '../server/server.js';
import { chooseDemoTelephony } from '../telephony/choose-telephony.js';
import type { Telephony } from '../telephony/telephony.js';
import type { CommandDeps } from './command-deps.js';
import { runUntilSignal } from './run-until-signal.js';
import { readServerConfig } from './server-config.js';

interface DemoFlags {
  readonly config?: string;
  readonly switch?: string;
  readonly port?: string;
  readonly metricsPort?: string;
  readonly agents?: string;
  readonly contacts?: string;
  readonly seed?: string;
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
    .action(async (flags: DemoFlags, command: Command) => {
      const { dataFolder } = command.optsWithGlobals<{ dataFolder?: string }>();
      const config = readServerConfig(
        {
          ...(flags.config === undefined ? {} : { config: flags.config }),
          over: {
            CADENCIA_DATA_FOLDER: dataFolder,
            CADENCIA_SWITCH: flags.switch,
            CADENCIA_HTTP_PORT: flags.port,
            CADENCIA_METRICS_PORT: flags.metricsPort,
            CADENCIA_DEMO_AGENTS: flags.agents,
            CADENCIA_DEMO_CONTACTS: flags.contacts,
            CADENCIA_DEMO_SEED: flags.seed,
          },
        },
        deps,
      );
      await runDemo(config, deps);
    });
}

async function runDemo(config: Config, deps: CommandDeps): Promise<void> {
  const say = (text: string): void => {
    deps.stdout.write(`${text}\n`);
  };
  const logFile = join(config.dataFolder, 'cadencia.log');
  const log = makeLogger(config.log.level, pino.destination({ dest: logFile, mkdir: true, sync: false }));
  say('Cadência: starting the demo campaign.');
  let telephony: Telephony | null = null;
  const server = await startServer({
    config,
    log,
    media: async ({ clock, rng }) => {
      telephony = await chooseDemoTelephony({ config, clock, rng, rootFolder: ROOT_FOLDER, say });
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
    warn: (text) => log.warn(text),
  });
  const off = server.engine.events.on('call:dialed', () => {
    off();
    say(`First call placed ${(process.uptime()).toFixed(0)} s after the start.`);
  });
  await demo.start();
  announce(server, logFile, say);
  const news = setInterval(() => say(newsOf(server)), NEWS_MS);
  await runUntilSignal({
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

function announce(server: Server, logFile: string, say: (text: string) => void): void {
  say('');
  say(`Live page:  ${server.http.address()}/#token=${server.localToken}`);
  say(`API token:  ${server.localToken}`);
  say(`Metrics:    ${server.metricsAddress}`);
  say(`Log:        ${logFile}`);
  say('Only invented numbers are dialled, and only inside this machine. Ctrl-C stops everything.');
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
