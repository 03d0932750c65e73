/** The jobs port's words, repeated because the wire stands beside the ports, not on them; a test compares. */
export const JOB_KIND_WORDS = [
  'import-mailing',
  'export-calls',
  'export-agent-states',
  'export-ledger',
  'import-list',
  'import-facts',
  'export-lists',
  'make-statement',
  'deliver-feeds',
  'make-report',
] as const;
export const JOB_STATE_WORDS = ['waiting', 'active', 'completed', 'failed'] as const;
