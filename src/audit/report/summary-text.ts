import type { AuditSummary } from './audit-summary.js';

const STATE_WORDS = { checked: 'checked', in_part: 'in part', not_checkable: 'not checkable' } as const;

/** The summary for a person. */
export function summaryText({ policy, rows, erased, violations, blocking, rules }: AuditSummary): string {
  const lines = Object.entries(rules).map(([id, rule]) => {
    const counts =
      rule.state === 'not_checkable' && rule.checked === 0
        ? ''
        : `${rule.checked} checked, ${rule.violated} violated`;
    const why = rule.why === undefined ? '' : `  (${rule.why})`;
    return `${id}  ${STATE_WORDS[rule.state].padEnd(13)}  ${counts.padEnd(32)}  ${rule.text}${why}`;
  });
  return [
    ...lines,
    '',
    `${rows} rows${erased > 0 ? `, ${erased} of erased persons` : ''} under policy ${policy.id} ${policy.version}: ${violations} findings, ${blocking} of them blocking.`,
  ].join('\n');
}
