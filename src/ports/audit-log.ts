import type { AuditEntry, AuditHead } from '../core/access/audit-entry.js';

/** What servers and commands do by themselves. */
type MachineKind = 'server_started' | 'command';

/** Which entries are meant; what is left out is not asked about. */
export interface AuditQuery {
  readonly kind?: string | undefined;
  readonly who?: string | undefined;
  readonly subject?: string | undefined;
  readonly fromMs?: number | undefined;
  /** Before it. */
  readonly toMs?: number | undefined;
}

/** What a machine or a command notes of itself. */
export interface MachineAct {
  readonly atMs: number;
  readonly kind: MachineKind;
  readonly who: string;
  readonly detail: string;
}

/** The record of who did what: only ever added to, in one chain. Rejects with DLR_DATABASE_DOWN. */
export interface AuditLog {
  /** Newest first, before that place. */
  page(query: AuditQuery, beforeSeq: number, limit: number): Promise<readonly AuditEntry[]>;
  /** From that place on, in the order of the chain. */
  read(fromSeq: number): AsyncIterable<AuditEntry>;
  /** Where it ends; seq 0 while it is empty. */
  head(): Promise<AuditHead>;
  note(act: MachineAct): Promise<void>;
}
