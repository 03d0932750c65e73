import type { Command } from 'commander';
import type { Config } from '../../config/config.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { dropOldBackups, keyFilesOf, makeBackup } from '../backup/make-backup.js';
import type { Manifest } from '../backup/manifest.js';
import { noteBackup } from '../backup/note-backup.js';
import { checkBackup, restoreBackup } from '../backup/restore-backup.js';
import { productVersion } from '../server/product.js';
import { type CommandDeps, globalOptions, numberOption } from './command-deps.js';
import { readServerConfig } from './server-config.js';
import { show } from './show.js';

interface Flags {
  readonly config?: string;
  readonly keep?: number;
  readonly check?: true;
}

/** `backup DIR` and `restore DIR`: the database while calls run, and into an empty one. */
export function registerBackupCommands(program: Command, deps: CommandDeps): void {
  const config = ['--config <file>', 'configuration (default: cadencia.yaml in this folder)'] as const;
  program
    .command('backup <folder>')
    .description(
      'write the database below a folder as it is now, while calls run; keys and recordings are not in it',
    )
    .option(...config)
    .option('--keep <count>', 'of the backups below the folder keep so many, the newest', numberOption)
    .action(async (folder: string, flags: Flags, command: Command) => {
      await backup(folder, flags, command, deps);
    });
  program
    .command('restore <folder>')
    .description('fill an empty database from a backup, after every sum in it was checked')
    .option(...config)
    .option('--check', 'only check the backup; no database is needed')
    .action(async (folder: string, flags: Flags, command: Command) => {
      await restore(folder, flags, command, deps);
    });
}

function configOf({ config }: Flags, command: Command, deps: CommandDeps): Config {
  const { dataFolder } = globalOptions(command);
  return readServerConfig(
    { ...(config === undefined ? {} : { config }), over: { CADENCIA_DATA_FOLDER: dataFolder } },
    deps,
  );
}

function urlOf({ database }: Config): string {
  if (database.url === null || database.embedded) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail:
        'database.url is not set. The embedded database runs only with its server: stop that, and copy its data folder whole; or set database.url to a PostgreSQL of your own.',
    });
  }
  return database.url;
}

async function backup(into: string, flags: Flags, command: Command, deps: CommandDeps): Promise<void> {
  const { keep } = flags;
  if (keep !== undefined && (!Number.isInteger(keep) || keep < 1)) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: '--keep takes a whole number from 1.' });
  }
  const config = configOf(flags, command, deps);
  const files = keyFilesOf(config.dataFolder, config.retention.recordingsKeysFile);
  const made = await makeBackup({
    url: urlOf(config),
    into,
    ...files,
    product: productVersion(),
    now: Date.now,
  });
  await noteBackup(config.dataFolder, Date.parse(made.manifest.endedAt), made.folder).catch(
    (error: unknown) =>
      deps.stderr.write(`warning: ${config.dataFolder} could not be told of it: ${messageOf(error)}\n`),
  );
  const dropped = keep === undefined ? [] : await dropOldBackups(into, keep);
  show(command, deps, { folder: made.folder, dropped, ...figuresOf(made.manifest) }, () =>
    [
      `${made.folder}: ${textOf(made.manifest)}`,
      ...dropped.map((name) => `removed ${name}`),
      '',
      'NOT in it, and nothing of this backup is whole without them. Keep copies apart from it, never beside it:',
      `  ${files.installationKeyFile}: without it no person is found by CPF and no suppressed number is known`,
      `  ${files.recordingKeysFile}: without it no recording opens`,
      `  ${config.dataFolder}/recordings: sealed, so copy them anywhere (rsync -a)`,
      '  the configuration with its secrets; jobs that wait, and all of Redis: they are made anew',
    ].join('\n'),
  );
}

async function restore(folder: string, flags: Flags, command: Command, deps: CommandDeps): Promise<void> {
  if (flags.check === true) {
    const manifest = await checkBackup(folder);
    show(command, deps, { folder, ...figuresOf(manifest) }, () => `${folder} is whole: ${textOf(manifest)}`);
    return;
  }
  const config = configOf(flags, command, deps);
  const { installationKeyFile } = keyFilesOf(config.dataFolder, config.retention.recordingsKeysFile);
  const manifest = await restoreBackup({
    url: urlOf(config),
    folder,
    installationKeyFile,
    nowMs: Date.now(),
  });
  show(command, deps, { folder, ...figuresOf(manifest) }, () =>
    [
      `Restored ${folder}: ${textOf(manifest)}`,
      `Before the first start: put installation.key, recording-keys.json and recordings/ back below ${config.dataFolder},`,
      "then 'cadencia doctor' and 'cadencia audit --config FILE'. Calls that were open then are closed as lost at the start.",
    ].join('\n'),
  );
}

type Counted = Pick<Manifest, 'tables' | 'beganAt' | 'endedAt' | 'migrations'>;

function figuresOf({ tables, beganAt, endedAt, migrations }: Counted) {
  const sum = (pick: (table: Manifest['tables'][number]) => number): number =>
    tables.reduce((total, table) => total + pick(table), 0);
  return {
    beganAt,
    endedAt,
    migration: migrations.length,
    tables: tables.length,
    rows: sum(({ rows }) => rows),
    bytes: sum(({ bytes }) => bytes),
  };
}

function textOf(manifest: Counted): string {
  const { beganAt, endedAt, migration, tables, rows, bytes } = figuresOf(manifest);
  const seconds = ((Date.parse(endedAt) - Date.parse(beganAt)) / 1000).toFixed(1);
  return `as of ${beganAt}, ${tables} tables, ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB, migration ${migration}, taken in ${seconds} s`;
}
