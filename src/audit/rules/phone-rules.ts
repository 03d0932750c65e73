import { isDue } from '../lists/since.js';
import { HOUR_MS } from '../place/local-clock.js';
import type { RuleId } from '../rule-id.js';
import type { CallEntry } from './call-entry.js';
import { TEST_MODE } from './called-party.js';
import { DayCaps } from './day-caps.js';
import type { Listing, ListKind } from './list-entry.js';
import { OptOuts } from './opt-outs.js';
import { circumstanceOf, type RuleKit } from './rule-kit.js';
import { TryMemory } from './try-memory.js';

type Circumstance = ReturnType<typeof circumstanceOf>;

/** Modes in which an agent is there before the person answers, or the person asked for the call. */
const EXPECTED: ReadonlySet<string> = new Set(['preview', 'manual', 'callback', TEST_MODE]);
const OTHER_SECTOR = 'outro';

/** What one number was subjected to: R17 to R21, R23, R24, R33, R34, and one live call at a time. */
export class PhoneRules {
  readonly #kit: RuleKit;
  readonly #offers = new DayCaps();
  readonly #collection = new DayCaps();
  readonly #tries = new TryMemory();
  readonly #optOuts = new OptOuts();
  readonly #listings = new Map<ListKind, Listing[]>();
  /** Person → when the number turned out not to be the person's. */
  readonly #wrong = new Map<string, number>();
  #abandonedEnd: number | null = null;
  #machineEnd: number | null = null;
  #live: CallEntry | null = null;

  constructor(kit: RuleKit) {
    this.#kit = kit;
  }

  addListing(listing: Listing): void {
    if (listing.list === 'optout') {
      this.#optOuts.add(listing.about, listing.since, listing.phone);
    } else {
      this.#listings.set(listing.list, [...(this.#listings.get(listing.list) ?? []), listing]);
    }
  }

  addCall(call: CallEntry): void {
    const circumstance = circumstanceOf(call);
    this.#checkLists(call, circumstance);
    this.#checkWishes(call, circumstance);
    this.#checkLock('R33', call, this.#abandonedEnd, 'an abandoned call', circumstance);
    this.#checkLock('R34', call, this.#machineEnd, 'AMD said machine', circumstance);
    if (this.#tries.isFirstRow(call.group, call.tDial)) {
      // A test is no try at a person, and counts as none.
      if (call.mode !== TEST_MODE) {
        this.#checkCaps(call, circumstance);
      }
      this.#checkLive(call);
    }
    this.#remember(call);
  }

  #remember(call: CallEntry): void {
    if (call.disposition === 'opt_out') {
      this.#optOuts.add(call.purpose, { day: null, ms: call.tKnown }, call.phone);
    }
    if (call.disposition === 'nao_conhece' && !this.#wrong.has(call.cpf)) {
      this.#wrong.set(call.cpf, call.tKnown);
    }
    if (call.abandoned) {
      this.#abandonedEnd = Math.max(this.#abandonedEnd ?? 0, call.tEnd);
    }
    if (call.machine) {
      this.#machineEnd = Math.max(this.#machineEnd ?? 0, call.tEnd);
    }
    if (this.#live === null || call.tEnd > this.#live.tEnd) {
      this.#live = call;
    }
  }

  #checkLists(call: CallEntry, circumstance: Circumstance): void {
    const authorised = this.#listings
      .get('sp_authorised')
      ?.some((listing) => listing.about === call.creditor && call.creditor !== '');
    if (authorised !== true) {
      this.#checkList('R17', 'sp', 'Não Me Ligue of São Paulo', call, circumstance);
    }
    this.#checkList('R18', 'pa', 'the list of Pará', call, circumstance);
    // An offer of a sector that the list does not cover is known to be one; anything else is not.
    if (call.sector !== OTHER_SECTOR) {
      this.#checkList('R19', 'nmp', 'Não Me Perturbe', call, circumstance);
    }
  }

  #checkList(rule: RuleId, list: ListKind, name: string, call: CallEntry, circumstance: Circumstance): void {
    const { book, findings } = this.#kit;
    const days = book.atMost(rule, 'days', circumstance);
    if (days === null) {
      return;
    }
    findings.checked(rule);
    const listed = this.#listings
      .get(list)
      ?.some((listing) => isDue(listing.since, days, call.tDial, circumstance.where.zones));
    if (listed === true) {
      findings.report(rule, call.id, `the number is on ${name}`);
    }
  }

  #checkWishes(call: CallEntry, circumstance: Circumstance): void {
    const { findings } = this.#kit;
    findings.checked('R20');
    findings.checked('R21');
    const optOut = this.#optOuts.find(call.purpose, call.tDial, circumstance.where.zones, () => true);
    if (optOut !== null) {
      findings.report('R20', call.id, `the number opted out of ${call.purpose} on ${optOut}`);
    }
    const wrongSince = this.#wrong.get(call.cpf);
    if (wrongSince !== undefined && call.tDial >= wrongSince) {
      findings.report(
        'R21',
        call.id,
        `the number turned out to be another person's on ${new Date(wrongSince).toISOString()}`,
      );
    }
  }

  #checkLock(
    rule: RuleId,
    call: CallEntry,
    since: number | null,
    why: string,
    circumstance: Circumstance,
  ): void {
    const { book, findings } = this.#kit;
    const hours = book.atLeast(rule, 'hours', circumstance);
    if (hours === null) {
      return;
    }
    findings.checked(rule);
    if (since !== null && call.tDial - since < hours * HOUR_MS && !EXPECTED.has(call.mode)) {
      findings.report(
        rule,
        call.id,
        `${call.mode} call ${call.tDial - since} ms after ${why}, locked for ${hours} h`,
      );
    }
  }

  #checkCaps(call: CallEntry, circumstance: Circumstance): void {
    const { book, findings } = this.#kit;
    for (const [rule, caps, of] of [
      ['R23', this.#offers, call.creditor],
      ['R24', this.#collection, ''],
    ] as const) {
      const most = book.atMost(rule, 'perNumber', circumstance);
      if (most !== null) {
        findings.checked(rule);
        const over = caps.add(call.tDial, circumstance.where.zones, most, of);
        if (over !== null) {
          findings.report(rule, call.id, `to the number: ${over}`);
        }
      }
    }
  }

  /** Calls to one person are compared with the person. */
  #checkLive(call: CallEntry): void {
    const live = this.#live;
    if (live !== null && call.tDial < live.tEnd && (live.cpf !== call.cpf || call.cpf === '')) {
      this.#kit.findings.report('R26', call.id, 'dialled while another call to the number was live');
    }
  }
}
