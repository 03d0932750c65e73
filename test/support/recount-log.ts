/*
 * The bill of a month once more, from the exported log and the facts file alone, in whole numbers. Shares no code with
 * the product: it imports nothing, and knows the two contracts by their text.
 */

/** What the second computation needs of the facts file. */
export interface RecountFacts {
  readonly corrections: readonly { readonly attemptId: string; readonly disposition: string }[];
  readonly disputes: readonly { readonly attemptId: string }[];
  readonly transfers: readonly { readonly to: string }[];
  readonly balances: readonly {
    readonly client: string;
    readonly portfolio: string;
    readonly day: string;
    readonly balance: string | null;
  }[];
  readonly measures: readonly {
    readonly of: string;
    readonly numerator: number;
    readonly denominator: number;
  }[];
  readonly quality: readonly { readonly group: string; readonly score: string }[];
  readonly complaints: readonly unknown[];
}

export interface RecountedBill {
  /** Line → centavos; lines of nothing are left out. */
  readonly lines: ReadonlyMap<string, number>;
  readonly total: number;
}

type Fate = { readonly unit: string; readonly rank: number } | { readonly because: string };

interface Told {
  readonly attempt_id: string;
  readonly attempt_group: string;
  readonly mode: string;
  readonly t_queued: string;
  readonly t_dial: string | null;
  readonly t_agent: string | null;
  readonly t_end: string;
  readonly outcome: string;
  readonly reason: string;
  readonly disposition: string;
  readonly abandoned: boolean;
  readonly voicemail: boolean;
}

/** Classes of the dispositions that the corrections of the proof use. */
const CLASS_OF: Readonly<Record<string, readonly [string, string]>> = {
  terceiro: ['efetivada', 'third_party'],
  sem_acordo: ['concretizada', 'no_agreement'],
  acordo: ['sucesso', 'agreement'],
  maquina: ['nao_contato', 'machine'],
};
const RANKS = ['receptivo', 'efetivada', 'concretizada', 'sucesso'];
const NEVER = ['machine', 'fax', 'silence', 'busy', 'no_answer', 'abandoned', 'hung_up_before_agent'];
const BRASILIA_MS = -3 * 3_600_000;

interface Traffic {
  received: number;
  answered: number;
  in10: number;
  in20: number;
  abandoned: number;
  abandonedLong: number;
  paid: number;
}

/** Half up by magnitude, of an amount in the `parts`th part of a centavo. */
function centavos(amount: bigint, parts: bigint): number {
  const size = amount < 0n ? -amount : amount;
  const rounded = (2n * size + parts) / (2n * parts);
  return Number(amount < 0n ? -rounded : rounded);
}

/** Hundredths of a percent, cut off; null over nothing. */
function percent(top: number, below: number): number | null {
  return below === 0 ? null : Number((10_000n * BigInt(top)) / BigInt(below));
}

const cents = (text: string): number => Math.round(Number(text) * 100);

/** Goes through a log line by line; what became of each row is kept by its id. */
export class LogRecount {
  readonly fates = new Map<string, string>();
  readonly #facts: RecountFacts;
  readonly #corrected: ReadonlyMap<string, string>;
  readonly #disputed: ReadonlySet<string>;
  readonly #gone: ReadonlySet<string>;
  /** Of each try: the best row that is paid. */
  readonly #best = new Map<string, { readonly id: string; readonly rank: number; readonly day: string }>();
  readonly #days = new Map<string, Traffic>();

  constructor(facts: RecountFacts) {
    this.#facts = facts;
    this.#corrected = new Map(facts.corrections.map((one) => [one.attemptId, one.disposition]));
    this.#disputed = new Set(facts.disputes.map(({ attemptId }) => attemptId));
    this.#gone = new Set(facts.transfers.map(({ to }) => to));
  }

  /** One line of `cadencia export calls`. */
  add(line: string): void {
    const row = JSON.parse(line) as Told;
    const inbound = row.mode === 'inbound';
    const began = Date.parse(inbound ? row.t_queued : (row.t_dial ?? row.t_queued));
    const day = new Date(began + BRASILIA_MS).toISOString().slice(0, 10);
    const id = row.attempt_id;
    if (inbound && !this.#gone.has(id)) {
      this.#count(row, began, this.#trafficOf(day));
    }
    const fate = this.#fateOf(row, inbound);
    if ('because' in fate) {
      this.fates.set(id, fate.because);
      return;
    }
    this.fates.set(id, fate.unit);
    const tried = row.attempt_group === '' ? id : row.attempt_group;
    const before = this.#best.get(tried);
    if (before === undefined || fate.rank > before.rank || (fate.rank === before.rank && id < before.id)) {
      this.#best.set(tried, { id, rank: fate.rank, day });
      if (before !== undefined) {
        this.fates.set(before.id, 'same_try');
      }
    } else {
      this.fates.set(id, 'same_try');
    }
  }

  /** How many rows went which way: units, or reasons. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const fate of this.fates.values()) {
      counts[fate] = (counts[fate] ?? 0) + 1;
    }
    return counts;
  }

  /** Annex 03: R = (Qe·VAe + (Qc + Qr)·VAc)·(1 + ID + FQ), VAc 6.37, VAe 3.185. */
  collection(): RecountedBill {
    const of = this.counts();
    const [third = 0, right = 0, won = 0, came = 0] = [
      ...[of['efetivada'], of['concretizada'], of['sucesso'], of['receptivo']],
    ];
    const lines = new Map([
      ['Qe/cobranca/efetivada/3.185', centavos(BigInt(third) * 3185n, 10n)],
      ['Qc/cobranca/concretizada/6.37', (right + won) * 637],
      ['Qr/cobranca/receptivo/6.37', came * 637],
    ]);
    const base = BigInt(sum(lines));
    const { top, below } = this.#bonus();
    lines.set('ID', below === 0n ? 0 : centavos(base * top, below * 10_000n));
    lines.set('FQ', centavos(base * BigInt(-this.#qualityLoss()), 100n));
    return billOf(lines);
  }

  /** Annex 04: VA 2.10, 4.20 and 6.30, inbound 5.00 by day; ICA and IAL of a day; complaints of 200 VA; IQA 97 to 98. */
  telemarketing(): RecountedBill {
    const of = this.counts();
    const lines = new Map<string, number>();
    lines.set('ativas/ativo/efetivada/2.1', (of['efetivada'] ?? 0) * 210);
    lines.set('ativas/ativo/concretizada/4.2', (of['concretizada'] ?? 0) * 420);
    lines.set('ativas/ativo/sucesso/6.3', (of['sucesso'] ?? 0) * 630);
    lines.set('receptivas/atendimento/receptivo/pt-BR/dia/5', (of['receptivo'] ?? 0) * 500);
    for (const { day } of this.#best.values()) {
      this.#trafficOf(day).paid = 0;
    }
    for (const { id, day } of this.#best.values()) {
      this.#trafficOf(day).paid += this.fates.get(id) === 'receptivo' ? 1 : 0;
    }
    for (const [day, one] of this.#days) {
      const quick = percent(one.in20, one.answered);
      const lost = percent(one.abandonedLong, one.answered + one.abandonedLong);
      const value = BigInt(one.paid) * 500n;
      if (quick !== null && quick < 8000) {
        lines.set(`ICA_demais/atendimento/${day}`, centavos(-5n * value, 100n));
      }
      if (lost !== null && lost > 200) {
        lines.set(`IAL_demais/atendimento/${day}`, centavos(-BigInt(lossOf(lost)) * value, 1000n));
      }
    }
    const billed = BigInt(sum(lines));
    const score = this.#score('geral');
    const rate = score >= 9800 ? 35 : score >= 9700 ? 15 : score >= 9300 ? 0 : -35;
    lines.set('IQA', centavos(billed * BigInt(rate), 1000n));
    this.#facts.complaints.forEach((one) => {
      lines.set(`CA/${(one as { id: string }).id}`, -200 * 420);
    });
    return billOf(lines);
  }

  #fateOf(row: Told, inbound: boolean): Fate {
    const id = row.attempt_id;
    if (this.#gone.has(id)) {
      return { because: 'transferred' };
    }
    const word = this.#corrected.get(id);
    const [outcome, reason] = word === undefined ? [row.outcome, row.reason] : (CLASS_OF[word] ?? ['?', '?']);
    if (row.abandoned) {
      return { because: 'abandoned' };
    }
    if (NEVER.includes(reason)) {
      return { because: reason };
    }
    if (row.voicemail && word === undefined) {
      return { because: 'machine' };
    }
    if (inbound ? row.t_agent === null : outcome === 'nao_contato') {
      return { because: reason };
    }
    const unit = inbound ? 'receptivo' : outcome;
    return this.#disputed.has(id) ? { because: 'disputed' } : { unit, rank: RANKS.indexOf(unit) };
  }

  #count(row: Told, began: number, day: Traffic): void {
    day.received += 1;
    if (row.t_agent !== null) {
      const waited = Date.parse(row.t_agent) - began;
      day.answered += 1;
      day.in10 += waited <= 10_000 ? 1 : 0;
      day.in20 += waited <= 20_000 ? 1 : 0;
    } else if (row.abandoned || row.reason === 'abandoned' || row.reason === 'hung_up_before_agent') {
      day.abandoned += 1;
      day.abandonedLong += Date.parse(row.t_end) - began > 2000 ? 1 : 0;
    }
  }

  #trafficOf(day: string): Traffic {
    const none = { received: 0, answered: 0, in10: 0, in20: 0, abandoned: 0, abandonedLong: 0, paid: 0 };
    const found = this.#days.get(day) ?? none;
    this.#days.set(day, found);
    return found;
  }

  #score(group: string): number {
    return cents(this.#facts.quality.find((one) => one.group === group)?.score ?? '0');
  }

  /** The bonus as hundredths of a percent, weighted by what was expected: `top` over `below`. */
  #bonus(): { readonly top: bigint; readonly below: bigint } {
    let [top, below] = [0n, 0n];
    for (const portfolio of ['PF', 'PJ']) {
      let [expected, received] = [0, 0];
      const clients = new Set(
        this.#facts.balances.filter((one) => one.portfolio === portfolio).map(({ client }) => client),
      );
      for (const client of clients) {
        const story = this.#facts.balances
          .filter((one) => one.client === client && one.portfolio === portfolio)
          .sort((one, other) => (one.day < other.day ? -1 : 1));
        let held = 0;
        for (const { balance } of story) {
          const now = balance === null ? 0 : cents(balance);
          expected += Math.max(0, now - held);
          received += Math.max(0, held - now);
          held = now;
        }
      }
      const share = percent(received, expected) ?? 0;
      const bonus = share < 3600 ? 0 : share >= 9500 ? 3000 : (Math.floor(share / 100) - 35) * 50;
      top += BigInt(bonus) * BigInt(expected);
      below += BigInt(expected);
    }
    const points = this.#newcomerPoints() + this.#otherPoints();
    return points > 3 && top > 0n ? { top: 0n, below } : { top, below };
  }

  #newcomerPoints(): number {
    const score = this.#score('novatos');
    return score >= 8500 ? 0 : score >= 7000 ? 1 : 3;
  }

  #otherPoints(): number {
    const score = this.#score('demais');
    return score >= 9500 ? 0 : score >= 8000 ? 1 : 3;
  }

  /** Percents that the month's points take. */
  #qualityLoss(): number {
    const [received, in10, abandoned] = (['received', 'in10', 'abandoned'] as const).map((name) =>
      [...this.#days.values()].reduce((all, day) => all + day[name], 0),
    ) as [number, number, number];
    const quick = percent(in10, received);
    const lost = percent(abandoned, received);
    const right = this.#facts.measures.find(({ of }) => of === 'registros');
    const records = percent(right?.numerator ?? 0, right?.denominator ?? 0);
    const complaints = this.#facts.complaints.length;
    const points =
      (quick === null ? 0 : quick >= 9000 ? 0 : quick >= 8500 ? 1 : quick >= 7500 ? 2 : 3) +
      (lost === null ? 0 : lost <= 120 ? 0 : lost <= 150 ? 1 : 3) +
      this.#newcomerPoints() +
      this.#otherPoints() +
      (records === null ? 0 : records >= 10_000 ? 0 : records >= 9400 ? 2 : 3) +
      (complaints >= 2 ? 3 * complaints : 2 * complaints);
    return points <= 3 ? 0 : points <= 6 ? 2 : points <= 10 ? 5 : points <= 15 ? 7 : 10;
  }
}

/** Tenths of a percent that a share of lost calls over 2 % takes. */
function lossOf(share: number): number {
  return share < 510 ? 75 : share < 600 ? 78 : share >= 2800 ? 300 : 85 + 10 * (Math.floor(share / 100) - 6);
}

function sum(lines: ReadonlyMap<string, number>): number {
  return [...lines.values()].reduce((all, one) => all + one, 0);
}

function billOf(all: ReadonlyMap<string, number>): RecountedBill {
  const lines = new Map([...all].filter(([, amount]) => amount !== 0));
  return { lines, total: sum(lines) };
}
