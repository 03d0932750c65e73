import { LINE_DEFAULTS, type Line, TRUNK_DEFAULTS, type Trunk } from '../../core/campaign/campaign.js';
import { parseCarrierId, parseE164, parseTrunkId } from '../../core/kernel/ids.js';
import { companyKey, companyOf } from '../../engine/company.js';
import { Periods } from '../../engine/periods.js';
import type { Clock } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';

/** Where our margins stand: 95 % of the 100 000 calls of a line, and of a company's unauthenticated calls, in a day. */
const MARGIN = 95_000;
/**
 * What is left of them: a line stops within a minute of the demo, the company at its first carrier within two. Calls are
 * drawn over the company's three lines there; one that had a quarter of what the company has could see it stopped first.
 */
const LINE_LEFT = 8;
const COMPANY_LEFT = 80;

/** The second carrier, to which the traffic moves. */
const SECOND_CARRIER = parseCarrierId('demo-b');
const SECOND_LINES = ['+551150030001', '+552150030002'];

interface NearLimits {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly callerCnpj: string;
  readonly carrier: string;
  readonly line: string;
}

/**
 * Sets today's counters of one line and of the company at one carrier close to their margins, as if the calls had been
 * placed: nothing was dialled, and nothing else is bent.
 */
export async function goNearLimits(demo: NearLimits): Promise<void> {
  const periods = new Periods(demo.clock);
  const company = companyKey(companyOf(demo.callerCnpj, demo.carrier, LINE_DEFAULTS.service));
  await demo.coordination.raiseTo(periods.name('line', demo.line), MARGIN - LINE_LEFT);
  await demo.coordination.raiseTo(periods.name('day', company), MARGIN - COMPANY_LEFT);
}

/** A second way out, of another carrier, lighter than the first. */
export function secondDemoTrunk(first: Trunk): Trunk {
  return { ...first, ...TRUNK_DEFAULTS, id: parseTrunkId('demo-b'), carrierId: SECOND_CARRIER, weight: 1 };
}

export function secondDemoLines(ownerCnpj: string): readonly Line[] {
  return SECOND_LINES.map((number) => ({
    ...LINE_DEFAULTS,
    number: parseE164(number),
    ownerCnpj,
    carrierId: SECOND_CARRIER,
  }));
}
