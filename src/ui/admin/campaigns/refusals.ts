import { ApiError } from '../../shell/api.js';

/** What the server refused, by the first key of the body; '' has what names no key. */
export function refusalsOf(failure: unknown): Readonly<Record<string, string>> {
  if (!(failure instanceof ApiError) || failure.problem === null) {
    return {};
  }
  const { errors, detail } = failure.problem;
  const named = (errors ?? []).map(({ where, what }) => [/^body\.(\w+)/.exec(where)?.[1] ?? '', what]);
  const told = /^body\.(\w+)\S*:\s*(.*)$/s.exec(detail);
  return Object.fromEntries(named.length > 0 ? named : told === null ? [] : [[told[1] ?? '', told[2] ?? '']]);
}
