import fc from 'fast-check';

/** How often each parser is tried; `npm run test:properties:nightly` does it for a night. */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 100);
/** No parser takes longer for anything short: a pattern that backtracks without end does. */
export const LONGEST_MS = 2000;

/** Names that an object has without having been given them. */
export const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', ''];

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 2 ** 53, -1, 1e308, 0.1));
export const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(...INHERITED, '9'.repeat(400), 'a'.repeat(3000), '{'.repeat(500), '\u0000', '\ud800'),
);

/** Anything JSON can hold, names that every object inherits among its keys. */
export const oddJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    oddText,
    number,
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(...INHERITED)), tie('value')), {
        maxLength: 4,
      })
      // As JSON.parse makes them: `__proto__` is a member like any other.
      .map((pairs) =>
        JSON.parse(
          `{${pairs.map(([key, v]) => `${JSON.stringify(key)}:${JSON.stringify(v) ?? 'null'}`).join(',')}}`,
        ),
      ),
  ),
})).value;

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) {
    return [path];
  }
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function changedAt(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) {
    return put;
  }
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const members = copy as Record<string | number, unknown>;
  const inner = changedAt(members[key], rest, put);
  if (inner === undefined && Array.isArray(copy)) {
    copy.splice(Number(key), 1);
  } else if (inner === undefined) {
    delete members[key];
  } else {
    members[key] = inner;
  }
  return copy;
}

/** A document that is right but for one to three places: another value stands there, or nothing. */
export function mutated(sample: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(sample);
  const change = fc.tuple(fc.constantFrom(...paths), fc.option(oddJson, { nil: undefined, freq: 6 }));
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce((now: unknown, [path, put]) => {
      try {
        return changedAt(now, path, put);
      } catch {
        return now;
      }
    }, sample),
  );
}

/** Bytes that are right but for some cut out, doubled or changed. */
export function mutatedBytes(sample: Uint8Array): fc.Arbitrary<Buffer> {
  const place = fc.nat(Math.max(0, sample.length - 1));
  const edit = fc.tuple(fc.constantFrom('set', 'cut', 'double', 'insert'), place, fc.nat(8), fc.nat(255));
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce((now, [kind, at, width, byte]) => {
      const [head, piece, tail] = [
        now.subarray(0, at),
        now.subarray(at, at + width),
        now.subarray(at + width),
      ];
      switch (kind) {
        case 'cut':
          return Buffer.concat([head, tail]);
        case 'double':
          return Buffer.concat([head, piece, piece, tail]);
        case 'insert':
          return Buffer.concat([head, Buffer.alloc(width, byte), piece, tail]);
        default:
          return Buffer.concat([head, Buffer.alloc(piece.length, byte), tail]);
      }
    }, Buffer.from(sample)),
  );
}

/** A text that is right but for some of its bytes. */
export const mutatedText = (sample: string): fc.Arbitrary<string> =>
  fc.oneof(
    mutatedBytes(Buffer.from(sample)).map((bytes) => bytes.toString('utf8')),
    oddText,
  );
export const oddBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
