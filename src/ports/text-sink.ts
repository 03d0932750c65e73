/** Where an export goes: a file that appears whole or not at all, or a pipe. */
export interface TextSink {
  /** Resolves when more may be written: whoever awaits it keeps memory flat however slow the reader is. */
  write(text: string): Promise<void>;
  /** Makes what was written final. */
  commit(): Promise<void>;
  /** Drops what was written, as far as it can be taken back. Idempotent; harmless after `commit`. */
  abort(): Promise<void>;
}
