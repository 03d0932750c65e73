import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { makeLogger } from '../../adapters/pino/logger.js';
import type { DrachtioWatch } from '../../adapters/sip/drachtio-watch.js';
import type { Config } from '../../config/config.js';
import { LINE_DEFAULTS, type Trunk } from '../../core/campaign/campaign.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { parseCarrierId, parseE164, parseTrunkId } from '../../core/kernel/ids.js';
import type { TrunkSchedule } from '../../core/route/trunk-schedule.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import { DEMO_CAMPAIGN } from '../demo/demo.js';
import { loadAnnouncements } from '../ear/load-announcements.js';
import { type Server, startServer } from '../server/server.js';
import { untilStoresAnswer } from '../server/until-stores-answer.js';
import {
  configuredAsteriskServers,
  configuredWebPhones,
} from '../telephony/configured-asterisk-telephony.js';
import { configuredFreeswitchServers } from '../telephony/configured-freeswitch-telephony.js';
import { configuredSip, mediaThroughSip, sipNotes } from '../telephony/configured-sip.js';
import { simulatorTelephony } from '../telephony/simulator-telephony.js';
import { trunkSettings } from '../telephony/trunk-settings.js';
import type { CommandDeps } from './command-deps.js';
import { readServerConfig, reportConfig, serveGap } from './server-config.js';
import { StopSignals } from './stop-signals.js';

interface ServeFlags {
  readonly config?: string;
  readonly checkConfig?: boolean;
  readonly port?: string;
}

/** `serve`: the server on the user's own PostgreSQL, media servers and trunks. */
export function registerServeCommand(program: Command, deps: CommandDeps): void {
  program
    .command('serve')
    .description('run the server on your own PostgreSQL, media servers and trunks')
    .option('--config <file>', 'configuration (default: cadencia.yaml in this folder, when there is one)')
    .option('--check-config', 'say what is wrong with the configuration, and end')
    .option('--port <port>', 'port of the API and the live page')
    .action(async (flags: ServeFlags, command: Command) => {
      const { dataFolder } = command.optsWithGlobals<{ dataFolder?: string }>();
      const options = {
        ...(flags.config === undefined ? {} : { config: flags.config }),
        over: { CADENCIA_HTTP_PORT: flags.port, CADENCIA_DATA_FOLDER: dataFolder },
      };
      if (flags.checkConfig === true) {
        reportConfig(options, deps);
        return;
      }
      await serve(readServerConfig(options, deps), deps);
    });
}

async function serve(config: Config, deps: CommandDeps): Promise<void> {
  const gap = serveGap(config);
  if (gap !== null) {
    throw new CadenciaError('DLR_CONFIG_INVALID', { detail: gap });
  }
  const signals = new StopSignals();
  try {
    await serveUntil(signals, config, deps);
  } catch (error) {
    if (!signals.starting.aborted) {
      throw error;
    }
    deps.stderr.write('Stopped before it had started.\n');
  } finally {
    signals.close();
  }
}

async function serveUntil(signals: StopSignals, config: Config, deps: CommandDeps): Promise<void> {
  const log = makeLogger(config.log.level);
  let running: Server | null = null;
  let sip = null as DrachtioWatch | null;
  const server = await startServer({
    config,
    log,
    signal: signals.starting,
    trunkKinds: config.trunks.map(({ kind }) => kind),
    media: async ({ clock, rng, stores }) => {
      if (config.switch === 'simulator') {
        return simulatorTelephony({ clock, rng, seed: 'serve', dataFolder: config.dataFolder }, 'asked for');
      }
      if (await restDemo(stores.campaigns)) {
        log.warn("the demo's campaign is paused: only 'cadencia demo' has a switch for it");
      }
      const before = await stores.campaigns.listTrunks();
      // As they are set now: a trunk that is changed on a screen dials by its new rule from the next call on.
      const trunks = trunkSettings(
        config,
        (trunkId) => running?.engine.trunk(trunkId) ?? before.find(({ id }) => id === trunkId) ?? null,
      );
      const announcements = await loadAnnouncements(config.ear);
      const parts = { config, clock, rng, trunks, announcements };
      const servers = [...configuredAsteriskServers(parts), ...configuredFreeswitchServers(parts)];
      const webPhones = configuredWebPhones(config, clock);
      sip = configuredSip({
        ...parts,
        trunks: () => running?.engine.trunks() ?? [],
        purposeOf: (id) => running?.engine.campaigns.view(id)?.purpose ?? null,
        notes: sipNotes(log),
      });
      return sip === null
        ? { servers, webPhones, stop: () => Promise.resolve() }
        : await mediaThroughSip(servers, webPhones, sip);
    },
  });
  running = server;
  await untilStoresAnswer(log, signals.starting, () => keepConfigured(server, config));
  sip?.watchTrunks();
  deps.stderr.write(`Cadência listens on ${server.http.address()} (token in ${config.dataFolder}/token)\n`);
  await printSetUpLink(server, deps);
  const replaced = new Promise<never>((_, reject) => {
    server.engine.events.on('engine:replaced', () => {
      const detail = 'Another engine took over while this one was away. Start it again.';
      void server.stop().then(() => reject(new CadenciaError('DLR_STATE_CONFLICT', { detail })));
    });
  });
  const ended = signals.run({
    drain: async (signal) => {
      log.info({ signal }, 'draining: live calls end, no new ones begin');
      await server.drain();
    },
    stopNow: () => server.stop(),
  });
  await Promise.race([ended, replaced]);
}

/** Who opens it makes himself the first admin; said here alone, in no log. Without it there is the machine's token. */
async function printSetUpLink({ http }: Server, { stderr }: CommandDeps): Promise<void> {
  const secret = await http.openSetUpLink();
  if (secret !== null) {
    stderr.write(`No user yet. Good once, for an hour: ${http.address()}/app/setup#${secret}\n`);
  }
}

/** A demo left in this data folder dials nothing here. True when it was running. */
async function restDemo(campaigns: CampaignStore): Promise<boolean> {
  const demo = (await campaigns.list()).find(({ settings }) => settings.id === DEMO_CAMPAIGN);
  if (demo?.state !== 'running') {
    return false;
  }
  await campaigns.save(demo.settings, 'paused', demo.version);
  return true;
}

/** Trunks of the file are as the file has them; its lines are the start, and what the API changed since wins. */
async function keepConfigured(server: Server, config: Config): Promise<void> {
  const { campaigns } = server.stores;
  const stored = new Map((await campaigns.listTrunks()).map(({ version: _, ...trunk }) => [trunk.id, trunk]));
  for (const { id, carrier, schedule, ...rest } of config.trunks) {
    const trunk: Trunk = {
      ...rest,
      id: parseTrunkId(id),
      carrierId: parseCarrierId(carrier),
      schedule: scheduleOf(schedule),
      active: true,
    };
    if (!isDeepStrictEqual(stored.get(trunk.id), trunk)) {
      await server.engine.saveTrunk(trunk);
    }
  }
  const lines = new Set((await campaigns.listLines()).map((line) => line.number));
  for (const line of config.lines) {
    const number = parseE164(line.number);
    if (!lines.has(number)) {
      await server.engine.saveLine({
        ...LINE_DEFAULTS,
        number,
        ownerCnpj: line.ownerCnpj,
        carrierId: parseCarrierId(line.carrier),
        service: line.service,
        kind: line.kind,
        authenticated: line.authenticated,
        ddds: line.ddds,
        ufs: line.ufs,
        purposes: line.purposes,
      });
    }
  }
}

function scheduleOf(hours: Config['trunks'][number]['schedule']): TrunkSchedule | null {
  const span = (text: string): string | null => (text === '' ? null : text);
  return hours === undefined
    ? null
    : { weekday: span(hours.weekday), saturday: span(hours.saturday), sunday: span(hours.sunday) };
}
