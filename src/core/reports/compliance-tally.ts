import { LocalHours } from '../billing/local-hours.js';
import { type CallLogRow, isCampaignCall } from '../call-log/call-log-row.js';
import { abandonKindOf } from '../compliance/abandonment.js';
import { isShortCall } from '../compliance/limits/short-call.js';
import { cnpjRootOf } from '../numbering/cnpj-root.js';

/** People of a campaign and day who met an agent, or nobody. */
export interface DropDay {
  readonly day: number;
  readonly campaignId: string;
  /** Of the last row: the policy it was dialled under says what may be. */
  readonly policyVersion: string;
  readonly given: number;
  readonly abandoned: number;
  readonly earlyHangups: number;
}

/** Calls of a company at a carrier and service on a day; those that were authenticated do not count against R01. */
export interface CompanyDay {
  readonly day: number;
  readonly company: string;
  readonly carrier: string;
  readonly service: string;
  readonly calls: number;
  readonly authenticated: number;
  /** Of those that were not authenticated. */
  readonly short: number;
}

type Mutable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };
const GIVEN_AS = { given: 'given', abandoned: 'abandoned', early_hangup: 'earlyHangups' } as const;

/** What the rows of a period say of the limits of law, added up as they pass. */
export class ComplianceTally {
  readonly #clock = new LocalHours();
  readonly #drops = new Map<string, Mutable<DropDay>>();
  readonly #companies = new Map<string, Mutable<CompanyDay>>();
  readonly #shortSeconds: number;

  constructor(shortSeconds: number) {
    this.#shortSeconds = shortSeconds;
  }

  add({ opening, result }: CallLogRow): void {
    if (result.tDialMs === null || opening.mode === 'inbound') {
      return;
    }
    const { day } = this.#clock.at(result.tDialMs);
    const counted = isCampaignCall(opening.mode) ? abandonKindOf(result) : null;
    if (counted !== null) {
      const { campaignId, policyVersion } = opening;
      const drop = at(this.#drops, `${day} ${campaignId}`, () => ({
        ...{ day, campaignId, policyVersion, given: 0, abandoned: 0, earlyHangups: 0 },
      }));
      drop.policyVersion = policyVersion;
      drop[GIVEN_AS[counted.kind]] += 1;
    }
    const { carrier, service, authenticated } = opening;
    const company = cnpjRootOf(opening.callerCnpj);
    const own = at(this.#companies, `${day} ${company} ${carrier} ${service}`, () => ({
      ...{ day, company, carrier, service, calls: 0, authenticated: 0, short: 0 },
    }));
    own.calls += 1;
    own.authenticated += Number(authenticated);
    own.short += Number(!authenticated && isShortCall(result, this.#shortSeconds));
  }

  drops(): readonly DropDay[] {
    return inOrder(this.#drops.values(), ({ day, campaignId }) => `${day} ${campaignId}`);
  }

  companies(): readonly CompanyDay[] {
    return inOrder(
      this.#companies.values(),
      ({ day, company, carrier, service }) => `${day} ${company} ${carrier} ${service}`,
    );
  }
}

function at<Value>(values: Map<string, Value>, key: string, fresh: () => Value): Value {
  const known = values.get(key) ?? fresh();
  values.set(key, known);
  return known;
}

function inOrder<Value>(values: Iterable<Value>, keyOf: (value: Value) => string): readonly Value[] {
  return [...values].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}
