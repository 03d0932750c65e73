import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AsteriskInstallation } from './asterisk-installation.js';
import { readHardFileLimit } from './process-usage.js';

export interface TrunkSettings {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** 0 sends no OPTIONS. @default 0 */
  readonly qualifySeconds?: number;
}

/** An agent's telephone: one that registers, or one at a fixed SIP address. */
export type AgentPhoneSettings =
  | { readonly name: string; readonly kind: 'websocket' | 'udp'; readonly password: string }
  | { readonly name: string; readonly kind: 'fixed'; readonly contact: string };

export interface AsteriskSettings {
  /** Everything Asterisk reads and writes lies below. */
  readonly runFolder: string;
  readonly bindAddress: string;
  readonly httpPort: number;
  readonly sipPort: number;
  readonly rtpStart: number;
  readonly rtpEnd: number;
  readonly ariUser: string;
  readonly ariPassword: string;
  /** @default 'cadencia' */
  readonly stasisApp?: string;
  /** @default 'cadencia' */
  readonly systemName?: string;
  readonly trunks: readonly TrunkSettings[];
  readonly agents: readonly AgentPhoneSettings[];
  /** Own address → address to offer to browsers (see rtp.conf). */
  readonly iceHostCandidates?: Readonly<Record<string, string>>;
  /** A folder with music on hold. */
  readonly musicFolder: string;
}

/** Where a rendered configuration has its parts. */
export interface AsteriskFolders {
  readonly etc: string;
  readonly control: string;
  readonly messagesLog: string;
  readonly cdrFile: string;
  readonly celFile: string;
  readonly recordings: string;
}

/** A UNIX socket's path has at most 107 characters on Linux; deep folders would break the console. */
const LONGEST_CONTROL_FOLDER = 90;
const WANTED_FILES = 60_000;
const NAME = /^[A-Za-z0-9_.-]{1,60}$/;
const HOST = /^[A-Za-z0-9.-]{1,253}$/;
const CONTACT = /^sips?:[^\s;\\[\]]{3,250}$/;
const PLACEHOLDER = /@([A-Z][A-Z_]*)@/g;

export function asteriskFolders(runFolder: string): AsteriskFolders {
  const control = join(runFolder, 'var/run');
  return {
    etc: join(runFolder, 'etc'),
    control:
      control.length <= LONGEST_CONTROL_FOLDER
        ? control
        : join(tmpdir(), `cadencia-${Buffer.from(runFolder).toString('base64url').slice(-40)}`),
    messagesLog: join(runFolder, 'var/log/messages'),
    cdrFile: join(runFolder, 'var/log/cdr-custom/cadencia.csv'),
    celFile: join(runFolder, 'var/log/cel-custom/cadencia.csv'),
    recordings: join(runFolder, 'var/spool/recording'),
  };
}

/** Replaces each `@NAME@`; a name without a value is a mistake in the template and throws. */
export function renderTemplate(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .split('\n')
    .map((line) =>
      // Comments explain placeholders and stay as they are.
      line.startsWith(';')
        ? line
        : line.replace(PLACEHOLDER, (whole, name: string) => {
            const value = values[name];
            if (value !== undefined) return value;
            throw new CadenciaError('DLR_CONFIG_INVALID', {
              detail: `An Asterisk template asks for ${whole}, which has no value.`,
              fields: { placeholder: name },
            });
          }),
    )
    .join('\n');
}

function checkSettings(settings: AsteriskSettings): void {
  const texts = [
    settings.ariUser,
    settings.ariPassword,
    settings.stasisApp ?? 'cadencia',
    settings.systemName ?? 'cadencia',
    ...settings.trunks.map((trunk) => trunk.name),
    ...settings.agents.map((agent) => agent.name),
    ...settings.agents.flatMap((agent) => (agent.kind === 'fixed' ? [] : [agent.password])),
  ];
  // A line break or a bracket in a name would write further sections into the configuration.
  const wrong = texts.find((text) => !NAME.test(text));
  if (wrong !== undefined) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: 'Names and passwords for Asterisk are 1 to 60 letters, digits, dots, dashes or underscores.',
    });
  }
  const contacts = settings.agents.flatMap((agent) => (agent.kind === 'fixed' ? [agent.contact] : []));
  if (settings.trunks.some(({ host }) => !HOST.test(host)) || contacts.some((text) => !CONTACT.test(text))) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail:
        'A trunk needs a host name or address, and a fixed telephone an address like sip:2001@127.0.0.1:5070.',
    });
  }
}

async function commonValues(
  installation: AsteriskInstallation,
  settings: AsteriskSettings,
): Promise<Record<string, string>> {
  const folders = asteriskFolders(settings.runFolder);
  const ice = Object.entries(settings.iceHostCandidates ?? {});
  return {
    ETC_DIR: folders.etc,
    MODULES_DIR: installation.modulesFolder,
    VAR_DIR: join(settings.runFolder, 'var'),
    RUN_DIR: folders.control,
    DATA_DIR: join(settings.runFolder, 'data'),
    SYSTEM_NAME: settings.systemName ?? 'cadencia',
    MAX_FILES: String(Math.min(WANTED_FILES, await readHardFileLimit())),
    ARI_USER: settings.ariUser,
    ARI_PASSWORD: settings.ariPassword,
    HTTP_BIND: settings.bindAddress,
    HTTP_PORT: String(settings.httpPort),
    SIP_BIND: settings.bindAddress,
    SIP_PORT: String(settings.sipPort),
    RTP_START: String(settings.rtpStart),
    RTP_END: String(settings.rtpEnd),
    STRICT_RTP: settings.bindAddress === '127.0.0.1' ? 'no' : 'yes',
    ICE_HOST_CANDIDATES: ice.map(([own, offered]) => `${own} => ${offered}`).join('\n'),
    MEDIA_ADDRESS: settings.bindAddress,
    MOH_DIR: settings.musicFolder,
    STASIS_APP: settings.stasisApp ?? 'cadencia',
  };
}

async function writePrivate(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
}

/** The packaged sounds and documentation stay where they are; the product's messages appear beside them. */
async function linkData(
  rootFolder: string,
  installation: AsteriskInstallation,
  runFolder: string,
): Promise<void> {
  const data = join(runFolder, 'data');
  await rm(data, { recursive: true, force: true });
  await mkdir(join(data, 'sounds'), { recursive: true });
  for (const part of ['documentation', 'rest-api', 'static-http', 'firmware']) {
    await symlink(join(installation.dataFolder, part), join(data, part));
  }
  const sounds = await readdir(join(installation.dataFolder, 'sounds')).catch(() => []);
  for (const folder of sounds) {
    await symlink(join(installation.dataFolder, 'sounds', folder), join(data, 'sounds', folder));
  }
  // A sound is asked for by its plain name, which Asterisk looks for here and not in a folder of ours.
  const own = join(rootFolder, 'asterisk-config/sounds');
  for (const file of await readdir(own)) {
    await symlink(join(own, file), join(data, 'sounds', file));
  }
}

/** Writes the part of pjsip.d that belongs to trunks and agents. Asterisk takes it over by a reload of res_pjsip. */
export async function writeEndpoints(rootFolder: string, settings: AsteriskSettings): Promise<void> {
  checkSettings(settings);
  const templates = join(rootFolder, 'asterisk-config');
  const folder = join(asteriskFolders(settings.runFolder).etc, 'pjsip.d');
  const read = async (name: string): Promise<string> => readFile(join(templates, name), 'utf8');
  const [trunk, agent, fixed] = await Promise.all(
    ['pjsip-trunk.conf.template', 'pjsip-agent.conf.template', 'pjsip-agent-fixed.conf.template'].map(read),
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { name, host, port, qualifySeconds } of settings.trunks) {
    const values = {
      TRUNK_NAME: name,
      TRUNK_HOST: host,
      TRUNK_PORT: String(port),
      TRUNK_QUALIFY_SECONDS: String(qualifySeconds ?? 0),
    };
    await writePrivate(join(folder, `trunk-${name}.conf`), renderTemplate(trunk ?? '', values));
  }
  for (const phone of settings.agents) {
    const text =
      phone.kind === 'fixed'
        ? renderTemplate(fixed ?? '', { AGENT_NAME: phone.name, AGENT_CONTACT: phone.contact })
        : renderTemplate(agent ?? '', {
            AGENT_NAME: phone.name,
            AGENT_KIND: phone.kind,
            AGENT_PASSWORD: phone.password,
          });
    await writePrivate(join(folder, `agent-${phone.name}.conf`), text);
  }
}

/**
 * Renders asterisk-config/ and dialplans/asterisk/ into the run folder. Call records of earlier runs stay.
 * Files with passwords are readable by the owner only.
 */
export async function renderAsteriskConfiguration(
  rootFolder: string,
  installation: AsteriskInstallation,
  settings: AsteriskSettings,
): Promise<AsteriskFolders> {
  checkSettings(settings);
  const folders = asteriskFolders(settings.runFolder);
  await mkdir(settings.runFolder, { recursive: true, mode: 0o700 });
  const needed = [
    'lib/keys',
    'lib/agi-bin',
    'spool/recording',
    'spool/tmp',
    'log/cdr-custom',
    'log/cel-custom',
  ];
  for (const folder of needed) await mkdir(join(settings.runFolder, 'var', folder), { recursive: true });
  await mkdir(folders.control, { recursive: true, mode: 0o700 });
  await mkdir(folders.etc, { recursive: true, mode: 0o700 });
  await linkData(rootFolder, installation, settings.runFolder);

  const values = await commonValues(installation, settings);
  for (const source of [join(rootFolder, 'asterisk-config'), join(rootFolder, 'dialplans/asterisk')]) {
    for (const name of (await readdir(source)).filter((file) => file.endsWith('.conf'))) {
      const text = await readFile(join(source, name), 'utf8');
      await writePrivate(join(folders.etc, name), renderTemplate(text, values));
    }
  }
  await writeEndpoints(rootFolder, settings);
  return folders;
}
