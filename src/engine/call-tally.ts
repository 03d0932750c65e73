/** Calls of this engine today: the shared counters know how many left, not how they ended. */
export interface Tally {
  calls: number;
  live: number;
  shortCalls: number;
}

interface CompanyTally {
  readonly plain: Tally;
  readonly signed: Tally;
}

const none = (): Tally => ({ calls: 0, live: 0, shortCalls: 0 });

/** Live and short calls of this engine by line and by company, for one day. */
export class CallTally {
  readonly #lines = new Map<string, Tally>();
  readonly #companies = new Map<string, CompanyTally>();

  ofLine(line: string): Tally {
    return this.#lines.get(line) ?? none();
  }

  ofCompany(key: string): CompanyTally {
    return this.#companies.get(key) ?? { plain: none(), signed: none() };
  }

  dialled(line: string, company: string, authenticated: boolean): void {
    for (const tally of this.#both(line, company, authenticated)) {
      tally.calls += 1;
      tally.live += 1;
    }
  }

  undone(line: string, company: string, authenticated: boolean): void {
    for (const tally of this.#both(line, company, authenticated)) {
      tally.calls = Math.max(0, tally.calls - 1);
      tally.live = Math.max(0, tally.live - 1);
    }
  }

  ended(line: string, company: string, authenticated: boolean, long: boolean): void {
    for (const tally of this.#both(line, company, authenticated)) {
      tally.live = Math.max(0, tally.live - 1);
      tally.shortCalls += long ? 0 : 1;
    }
  }

  clear(): void {
    this.#lines.clear();
    this.#companies.clear();
  }

  #both(line: string, company: string, authenticated: boolean): readonly Tally[] {
    const ofLine = this.#lines.get(line) ?? none();
    this.#lines.set(line, ofLine);
    const ofCompany = this.#companies.get(company) ?? { plain: none(), signed: none() };
    this.#companies.set(company, ofCompany);
    return [ofLine, authenticated ? ofCompany.signed : ofCompany.plain];
  }
}
