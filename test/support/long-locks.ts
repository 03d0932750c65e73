/** Tables that grow with the calls: a scan or a rewrite of one keeps dialling waiting for minutes. */
const GROWING = [
  'attempts',
  'decisions',
  'contacts',
  'dial_keys',
  'person_facts',
  'mailing_rejects',
  'recordings',
  'sip_ladders',
  'feed_outbox',
  'feed_deliveries',
  'admin_actions',
  'agent_states',
  'pacing_decisions',
  'bill_lines',
  'bill_line_calls',
  'quality_draws',
  'intake_rows',
] as const;

const TABLE = `(?:only\\s+)?"?(?:${GROWING.join('|')})"?\\b`;

/** Statement, and what to write in its place. */
const LONG: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`create\\s+(?:unique\\s+)?index(?!\\s+concurrently)[^;]*?\\son\\s+${TABLE}`, 'i'),
    'reads all rows under a lock: give a new table its index, or stop the servers',
  ],
  [
    new RegExp(
      `alter\\s+table\\s+${TABLE}[^;]*\\balter\\s+(?:column\\s+)?\\w+\\s+(?:set\\s+data\\s+)?type\\b`,
      'i',
    ),
    'writes all rows anew: add a column beside it',
  ],
  [
    new RegExp(`alter\\s+table\\s+${TABLE}[^;]*\\bset\\s+not\\s+null`, 'i'),
    'reads all rows: add a check, not valid',
  ],
  [
    new RegExp(
      `alter\\s+table\\s+${TABLE}[^;]*\\badd\\s+(?:constraint\\s+\\w+\\s+)?(?:check|foreign\\s+key)(?![^;]*not\\s+valid)`,
      'i',
    ),
    'reads all rows: add it not valid',
  ],
  [
    new RegExp(
      `alter\\s+table\\s+${TABLE}[^;]*\\badd\\s+column[^;]*\\b(?:references|generated|unique|primary\\s+key)\\b`,
      'i',
    ),
    'reads or writes all rows: add the plain column',
  ],
  [
    new RegExp(
      `alter\\s+table\\s+${TABLE}[^;]*\\badd\\s+column[^;]*default\\s+(?:now|random|gen_random_uuid|nextval|clock_timestamp)\\b`,
      'i',
    ),
    'writes all rows anew: a default has to be a constant',
  ],
  [
    new RegExp(`(?:update|delete\\s+from)\\s+${TABLE}`, 'i'),
    'touches all rows in one transaction: let the program do it bit by bit',
  ],
];

/** The release before works on the schema after: what it reads may not go while it runs. */
const NOT_ADDITIVE: readonly (readonly [RegExp, string])[] = [
  // A view of the same name takes the table's place for those who read it.
  [
    /\bdrop\s+table\s+(?:if\s+exists\s+)?(\w+)\b(?![\s\S]*create\s+(?:or\s+replace\s+)?view\s+\1\b)/i,
    'takes a table from servers that run: stop using it in one release, drop it in the next',
  ],
  [
    /\bdrop\s+column\b/i,
    'takes a column from servers that run: stop using it in one release, drop it in the next',
  ],
  [/\brename\s+(?:to|column)\b/i, 'renames under servers that run: add the new one beside it'],
  [
    /(?<!\b(?:before|after|or)\s+)\btruncate\b|\block\s+table\b|\bvacuum\s+full\b|\bcluster\b/i,
    'locks a table whole',
  ],
];

/** What of a migration would keep calls waiting or break the servers that run; empty where it may be applied while they do. */
export function longLocks(sql: string): readonly string[] {
  const text = sql.replaceAll(/--[^\n]*/g, '');
  return [...LONG, ...NOT_ADDITIVE].flatMap(([pattern, why]) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [`${found.replaceAll(/\s+/g, ' ').slice(0, 80)}: ${why}`];
  });
}
