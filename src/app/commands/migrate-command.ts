import type { Command } from 'commander';
import { type Migration, migrate } from '../../adapters/postgres/migrate.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { noteCommand } from './audit-log-commands.js';
import type { CommandDeps } from './command-deps.js';
import { readServerConfig } from './server-config.js';

/** `migrate`: brings the schema of the configured database up to this program's. */
export function registerMigrateCommand(program: Command, deps: CommandDeps): void {
  program
    .command('migrate')
    .description('bring the schema of the configured database up to date')
    .option('--config <file>', 'configuration (default: cadencia.yaml in this folder, when there is one)')
    .action(async (flags: { readonly config?: string }) => {
      const options = { ...(flags.config === undefined ? {} : { config: flags.config }), over: {} };
      const { database } = readServerConfig(options, deps);
      if (database.url === null) {
        throw new CadenciaError('DLR_CONFIG_INVALID', {
          detail: 'database.url is not set; the embedded database is migrated by each start of the server.',
        });
      }
      const applied = await migrate({ url: database.url, nowMs: Date.now() });
      if (applied.length > 0) {
        await noteMigrations(database.url, applied);
      }
      deps.stdout.write(
        applied.length === 0
          ? 'The schema is up to date.\n'
          : applied.map(({ number, name }) => `${number} ${name}\n`).join(''),
      );
    });
}

async function noteMigrations(url: string, applied: readonly Migration[]): Promise<void> {
  const stores = new PostgresStores({ url, poolSize: 1 });
  try {
    await noteCommand(stores, `migrate: ${applied.map(({ number }) => number).join(' ')}`);
  } finally {
    await stores.close();
  }
}
