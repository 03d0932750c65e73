import { isDue } from '../lists/since.js';
import { DAY_MS, HOUR_MS } from '../place/local-clock.js';
import type { CallEntry } from './call-entry.js';
import { DayCaps } from './day-caps.js';
import type { Listing } from './list-entry.js';
import { OptOuts } from './opt-outs.js';
import { circumstanceOf, type RuleKit } from './rule-kit.js';
import { TryMemory } from './try-memory.js';

type Circumstance = ReturnType<typeof circumstanceOf>;

/** What one person was subjected to, over all campaigns and numbers: R11, R18, R20, R23, R24, R26. */
export class PersonRules {
  readonly #kit: RuleKit;
  readonly #offers = new DayCaps();
  readonly #collection = new DayCaps();
  readonly #tries = new TryMemory();
  readonly #optOuts = new OptOuts();
  readonly #listings: Listing[] = [];
  #lines: { readonly line: string; readonly tDial: number }[] = [];
  #lastTry: number | null = null;
  #live: { readonly group: string; readonly tEnd: number } | null = null;

  constructor(kit: RuleKit) {
    this.#kit = kit;
  }

  addListing(listing: Listing): void {
    if (listing.list === 'optout') {
      this.#optOuts.add(listing.about, listing.since, listing.phone);
    } else {
      this.#listings.push(listing);
    }
  }

  addCall(call: CallEntry): void {
    const circumstance = circumstanceOf(call);
    this.#checkWishes(call, circumstance);
    this.#checkLines(call, circumstance);
    this.#checkSpacing(call, circumstance);
    if (call.disposition === 'opt_out') {
      this.#optOuts.add(call.purpose, { day: null, ms: call.tKnown }, call.phone);
    }
  }

  #checkWishes(call: CallEntry, circumstance: Circumstance): void {
    const { book, findings } = this.#kit;
    const { zones } = circumstance.where;
    // The number's own opt-out is found with the number.
    const optOut = this.#optOuts.find(call.purpose, call.tDial, zones, (phone) => phone !== call.phone);
    if (optOut !== null) {
      findings.report('R20', call.id, `the person opted out of ${call.purpose} on ${optOut}`);
    }
    const days = book.atMost('R18', 'days', circumstance);
    if (
      days !== null &&
      this.#listings.some(
        (listing) => listing.phone !== call.phone && isDue(listing.since, days, call.tDial, zones),
      )
    ) {
      findings.report('R18', call.id, 'the person is on the list of Pará');
    }
  }

  #checkLines(call: CallEntry, circumstance: Circumstance): void {
    const { book, findings } = this.#kit;
    const most = book.atMost('R11', 'lines', circumstance);
    const days = book.atLeast('R11', 'days', circumstance);
    if (most === null || days === null || call.line === '') {
      return;
    }
    findings.checked('R11');
    this.#lines = this.#lines.filter((shown) => call.tDial - shown.tDial < days * DAY_MS);
    const isNew = !this.#lines.some((shown) => shown.line === call.line);
    this.#lines.push({ line: call.line, tDial: call.tDial });
    const distinct = new Set(this.#lines.map((shown) => shown.line)).size;
    if (isNew && distinct > most) {
      findings.report(
        'R11',
        call.id,
        `${distinct} numbers shown to the person in ${days} days, at most ${most}`,
      );
    }
  }

  #checkSpacing(call: CallEntry, circumstance: Circumstance): void {
    const { book, findings } = this.#kit;
    const hours = book.atLeast('R26', 'hours', circumstance);
    if (this.#tries.isFirstRow(call.group, call.tDial)) {
      this.#checkCaps(call, circumstance);
      if (hours !== null) {
        findings.checked('R26');
        const sinceLast = this.#lastTry === null ? null : call.tDial - this.#lastTry;
        if (this.#live !== null && call.tDial < this.#live.tEnd) {
          findings.report('R26', call.id, 'dialled while another call to the person was live');
        } else if (sinceLast !== null && call.mode !== 'callback' && sinceLast < hours * HOUR_MS) {
          findings.report('R26', call.id, `${sinceLast} ms after the last try, at least ${hours} h`);
        }
      }
      this.#lastTry = call.tDial;
    }
    if (this.#live === null || call.tEnd > this.#live.tEnd) {
      this.#live = { group: call.group, tEnd: call.tEnd };
    }
  }

  #checkCaps(call: CallEntry, circumstance: Circumstance): void {
    const { book, findings } = this.#kit;
    const { zones } = circumstance.where;
    for (const [rule, caps, of] of [
      ['R23', this.#offers, call.creditor],
      ['R24', this.#collection, ''],
    ] as const) {
      const most = book.atMost(rule, 'perPerson', circumstance);
      if (most !== null) {
        findings.checked(rule);
        const over = caps.add(call.tDial, zones, most, of);
        if (over !== null) {
          findings.report(rule, call.id, `to the person: ${over}`);
        }
      }
    }
  }
}
