/** Of the people who answer, at least this part is taken to meet no agent when all goes badly at once. */
const LEAST_DROP_SHARE = 0.2;
/** What was believed of a list before its first answers: people of calls. */
const PRIOR_PEOPLE = 3;
const PRIOR_CALLS = 10;

/** Part of a campaign's calls that a person answers, by its day so far. */
export function peopleShare(people: number, calls: number): number {
  return Math.min(1, (people + PRIOR_PEOPLE) / (Math.max(calls, people) + PRIOR_CALLS));
}

/**
 * How many calls may be in flight with no agent of their own while `spare` people may still be left without one: so
 * many that their drops, twice the spread of chance above the expected, still fit. Whole, at least 0.
 */
export function callsAhead(spare: number, people: number, dropShare: number): number {
  if (spare < 1) {
    return 0;
  }
  // Expected drops m fit when m + 2√m ≤ spare.
  const drops = (Math.sqrt(1 + spare) - 1) ** 2;
  return Math.floor(drops / (people * Math.max(LEAST_DROP_SHARE, dropShare)));
}
