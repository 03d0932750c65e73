/** One thing wrong with the configuration: what, where, and what to do. */
export interface ConfigFinding {
  readonly severity: 'error' | 'warning';
  /** Dotted path of the key, or the variable's name. */
  readonly path: string;
  /** Line in the file, from 1, or null when it does not come from the file. */
  readonly line: number | null;
  readonly what: string;
  readonly fix: string;
}

/** A finding as one line for a person. */
export function findingText(finding: ConfigFinding): string {
  const line = finding.line === null ? '' : ` (line ${finding.line})`;
  return `${finding.severity}: ${finding.path || 'file'}${line}: ${finding.what}. ${finding.fix}`;
}
