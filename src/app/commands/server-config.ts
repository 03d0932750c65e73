import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkConfig } from '../../config/check-config.js';
import type { Config } from '../../config/config.js';
import { findingText } from '../../config/config-finding.js';
import { loadConfig } from '../../config/load-config.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CommandDeps } from './command-deps.js';

const USUAL_FILE = 'cadencia.yaml';

export interface ConfigOptions {
  readonly config?: string;
  /** What the command line sets over file and environment, as environment variables. */
  readonly over: Readonly<Record<string, string | undefined>>;
}

function originOf(options: ConfigOptions, deps: CommandDeps) {
  const file = options.config ?? (existsSync(USUAL_FILE) ? USUAL_FILE : null);
  const over = Object.fromEntries(Object.entries(options.over).filter(([, value]) => value !== undefined));
  return { file, env: { ...deps.env, ...over }, cwd: process.cwd() };
}

/** The configuration a server command runs with. */
export function readServerConfig(options: ConfigOptions, deps: CommandDeps): Config {
  return loadConfig(originOf(options, deps), (text) => deps.stderr.write(`warning: ${text}\n`));
}

/** What `serve` misses in a configuration that is fine for the demo, or null. */
export function serveGap(config: Config): string | null {
  const switches = config.asterisk.servers.length + config.freeswitch.servers.length;
  return config.switch !== 'simulator' && switches === 0
    ? "asterisk.servers, freeswitch.servers: no media server is configured. Add one (cadencia.example.yaml shows how), choose 'switch: simulator', or try 'cadencia demo'."
    : null;
}

/** `--check-config`: every finding a line; throws when one is an error. */
export function reportConfig(options: ConfigOptions, deps: CommandDeps): void {
  const origin = originOf(options, deps);
  const { findings, config } = checkConfig(origin);
  for (const finding of findings) {
    deps.stdout.write(`${finding.severity}: ${findingText(finding)}\n`);
  }
  const gap = config === null ? null : serveGap(config);
  if (gap !== null) {
    deps.stdout.write(`error: ${gap}\n`);
  }
  if (config === null || gap !== null) {
    throw new CadenciaError('DLR_CONFIG_INVALID', { detail: 'Mend what is listed above and check again.' });
  }
  deps.stdout.write(
    `${origin.file === null ? 'The defaults are' : `${resolve(origin.file)} is`} in order.\n`,
  );
}
