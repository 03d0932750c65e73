import type { MetricCatalogue } from './metric-catalogue.js';

/** What the server's machine is like, read beside the calls. */
export interface HouseReadings {
  /** The database's clock less ours; null while nobody knows. */
  readonly clockSkewMs: number | null;
  readonly disks: readonly { readonly folder: string; readonly freeBytes: number }[];
  /** Null while there was none. */
  readonly lastBackupMs: number | null;
  /** The record of who did what is not the one that was seen. */
  readonly auditBroken: boolean;
  /** Another server of this database keeps uploads, exports and reports elsewhere. */
  readonly filesApart: boolean;
}

export function showHouse(
  { clockSkewMs, disks, lastBackupMs, auditBroken, filesApart }: HouseReadings,
  metrics: MetricCatalogue,
): void {
  metrics.clockSkew.reset();
  if (clockSkewMs !== null) {
    metrics.clockSkew.set(clockSkewMs / 1000);
  }
  metrics.diskFree.reset();
  for (const { folder, freeBytes } of disks) {
    metrics.diskFree.set({ folder }, freeBytes);
  }
  metrics.lastBackup.set((lastBackupMs ?? 0) / 1000);
  metrics.auditBroken.set(auditBroken ? 1 : 0);
  metrics.filesApart.set(filesApart ? 1 : 0);
}
