import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import type { Config } from '../../config/config.js';
import type { AuditHead } from '../../core/access/audit-entry.js';
import { messageOf } from '../../core/kernel/errors.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import { AuditWatch, type SeenHead } from '../../engine/audit-watch.js';
import type { AuditLog } from '../../ports/audit-log.js';
import type { Clock } from '../../ports/clock.js';
import type { Boot } from './boot.js';
import { writeWhole } from './installation.js';
import { productVersion } from './product.js';

/** Beside the data and out of the database. */
export const AUDIT_SEEN_FILE = 'audit-seen.json';

/** How far this installation has seen the record of who did what. */
export function seenHeadIn(dataFolder: string): SeenHead {
  const file = join(dataFolder, AUDIT_SEEN_FILE);
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => null);
      return text === null ? null : (JSON.parse(text) as AuditHead);
    },
    write: (head) => writeWhole(file, `${JSON.stringify(head)}\n`),
  };
}

interface AuditParts {
  readonly auditLog: AuditLog;
  readonly clock: Clock;
  readonly installationKeyHex: string;
}

/** Notes the start, and looks every minute whether the record of who did what is still the one it was. */
export function startAudit(
  config: Config,
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { auditLog, clock, installationKeyHex }: AuditParts,
): Promise<AuditWatch> {
  return boot.start('Record of acts', 30 * SECOND, async () => {
    const watch = new AuditWatch({
      log: auditLog,
      digest: nodeDigest,
      seen: seenHeadIn(config.dataFolder),
      onBroken: (verdict) =>
        log.error({ ...verdict }, 'the record of who did what was tampered with: cadencia audit-log verify'),
    });
    // Keyed: the settings hold passwords that somebody might guess.
    const settings = nodeDigest.hmacSha256(installationKeyHex, JSON.stringify(config)).slice(0, 16);
    const detail = `version ${productVersion()}, settings ${settings}`;
    await auditLog.note({ atMs: clock.now(), kind: 'server_started', who: config.engine.id, detail });
    const look = (): Promise<void> => watch.look().catch((error: unknown) => log.warn(messageOf(error)));
    await look();
    const every = setInterval(look, MINUTE);
    const stop = async (): Promise<void> => {
      clearInterval(every);
      await look();
    };
    return { value: watch, stop };
  });
}
