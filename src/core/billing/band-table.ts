import { compared, type Exact, exact, exactOf, exactText, minus, over, plus, ZERO } from './exact.js';
import {
  type DocumentNode,
  decimal,
  type Form,
  type Formed,
  listOf,
  objectOf,
  optional,
  orNull,
  refuse,
} from './form.js';

/** One band; without an end it is open on that side. */
export interface Band {
  readonly from: Exact | null;
  readonly to: Exact | null;
  readonly value: Exact;
}

export interface BandTable {
  /** The smallest difference between two values looked up: 0.01 of a percent, one second, one point. */
  readonly step: Exact;
  readonly bands: readonly Band[];
}

const bound = optional(orNull(decimal()), () => null);

const rowForm = objectOf({
  from: bound,
  to: bound,
  value: decimal(),
  /** A series: bands this wide from `from` to `to`, the value growing by `add` with each. */
  width: bound,
  add: bound,
});

const plainForm = objectOf({
  step: optional(decimal(), () => exact('0.01')),
  rows: listOf(rowForm, 1),
});

type Row = Formed<typeof rowForm>;

/** No printed table is longer; a digit too many in `to` or `width` must not fill the memory with bands. */
const MOST_BANDS = 10_000;

/** The bands of a printed table, which must follow one another without gap or overlap. */
export const bandTable: Form<BandTable> = {
  read(node) {
    const { step, rows } = plainForm.read(node);
    if (compared(step, ZERO) <= 0) {
      refuse(
        `${node.path}.step`,
        `is ${exactText(step)}, but is the smallest difference of two values: above 0`,
      );
    }
    const bands: Band[] = [];
    rows.forEach((row, index) => {
      const path = `${node.path}.rows[${index}]`;
      for (const band of row.width === null ? [row] : series(row, row.width, step, path)) {
        requireFollows(bands.at(-1), band, { step, path });
        bands.push({ from: band.from, to: band.to, value: band.value });
      }
    });
    requireOpenEnd(bands, node);
    return { step, bands };
  },
  schema: () => plainForm.schema(),
};

function series(row: Row, width: Exact, step: Exact, path: string): readonly Band[] {
  if (row.from === null || row.to === null || row.add === null || compared(width, step) < 0) {
    refuse(path, 'is a series: give from, to, value, add and a width of at least one step');
  }
  if (compared(over(minus(row.to, row.from), width), exactOf(MOST_BANDS)) > 0) {
    refuse(path, `is a series of more than ${MOST_BANDS} bands: see to its to and its width`);
  }
  const bands: Band[] = [];
  let [from, value] = [row.from, row.value];
  while (compared(from, row.to) <= 0) {
    const next = plus(from, width);
    const to = plus(next, { numerator: -step.numerator, denominator: step.denominator });
    bands.push({ from, to, value });
    [from, value] = [next, plus(value, row.add)];
  }
  const last = bands.at(-1)?.to;
  if (last === undefined || last === null || compared(last, row.to) !== 0) {
    refuse(`${path}.to`, `is ${exactText(row.to)}, but the bands of this width end elsewhere`);
  }
  return bands;
}

function requireFollows(
  before: Band | undefined,
  band: Band,
  { step, path }: { readonly step: Exact; readonly path: string },
): void {
  if (before === undefined) {
    if (band.from !== null) {
      refuse(`${path}.from`, `leaves a gap below ${exactText(band.from)}; the first band has no from`);
    }
    return;
  }
  if (before.to === null || band.from === null) {
    refuse(path, 'overlaps the band before it: only the first has no from and only the last no to');
  }
  const expected = plus(before.to, step);
  const side = compared(band.from, expected);
  if (side !== 0) {
    refuse(
      `${path}.from`,
      `is ${exactText(band.from)}, which ${side > 0 ? 'leaves a gap after' : 'overlaps'} the band before; ` +
        `that one ends at ${exactText(before.to)}, so this one begins at ${exactText(expected)}`,
    );
  }
  if (band.to !== null && compared(band.to, band.from) < 0) {
    refuse(`${path}.to`, `is ${exactText(band.to)}, before its from of ${exactText(band.from)}`);
  }
}

function requireOpenEnd(bands: readonly Band[], { path }: DocumentNode): void {
  const last = bands.at(-1);
  if (last !== undefined && last.to !== null) {
    refuse(`${path}.rows`, `leave a gap above ${exactText(last.to)}; the last band has no to`);
  }
}

/** What the table gives for a value: the band whose lower end it has passed. Nothing measured gives nothing. */
export function lookup(table: BandTable, value: Exact | null): Exact {
  if (value === null) {
    return ZERO;
  }
  let found = ZERO;
  for (const band of table.bands) {
    if (band.from !== null && compared(band.from, value) > 0) {
      break;
    }
    found = band.value;
  }
  return found;
}
