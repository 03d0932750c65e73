/** Of the people who answer, at least this part is taken to meet no agent, however few did of late. */
const LEAST_DROP_SHARE = 0.05;
/**
 * Who meets nobody is seldom alone: once all agents talk, whoever answers in those seconds is dropped. Where only a few
 * drops are spare one such moment is taken to come: this many drops' worth of it, on top.
 */
const BURST_DROPS = 0.6;
/** What was believed of a list before its first answers: people of calls. */
const PRIOR_PEOPLE = 3;
const PRIOR_CALLS = 10;

/** Part of a campaign's calls that a person answers, by its day so far. */
export function peopleShare(people: number, calls: number): number {
  return Math.min(1, (people + PRIOR_PEOPLE) / (Math.max(calls, people) + PRIOR_CALLS));
}

/**
 * How many calls may be in flight with no agent of their own while `spare` people may still be left without one: so
 * many that whoever answers them meets one of the `free` agents, or else their drops still fit, with twice the spread
 * of chance above the expected both times. Whole, at least 0.
 */
export function callsAhead(spare: number, people: number, dropShare: number, free: number): number {
  if (spare < 1) {
    return 0;
  }
  const met = expectedWithin(free);
  const least = Math.min(1, LEAST_DROP_SHARE + BURST_DROPS / spare);
  const dropped = expectedWithin(spare) / Math.max(least, dropShare);
  // As many as are spare may all be dropped.
  return Math.max(Math.floor(spare), Math.floor((met + dropped) / people));
}

/** The largest mean m of a count by chance with m + 2√m ≤ `most`. */
function expectedWithin(most: number): number {
  return (Math.sqrt(1 + Math.max(0, most)) - 1) ** 2;
}
