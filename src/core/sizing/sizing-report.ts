/** One figure of a sizing, with how it came to be. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** Formula, in the names of the inputs and of the other figures. */
  readonly how: string;
  /** Whose formula, rule or measurement it is. */
  readonly source: string;
}

/** Where an input's value is from. */
export type InputSource = 'given' | 'default';

export interface SizingInput {
  readonly value: number;
  readonly source: InputSource;
}

/** A whole answer: what went in, what came out, what to be careful with. */
export interface SizingReport {
  readonly kind: 'inbound' | 'outbound' | 'lines';
  readonly inputs: Readonly<Record<string, SizingInput>>;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly notes: readonly string[];
}

/** What was given over the defaults; where a value is from goes with it. */
export function withDefaults<Plan extends Readonly<Record<keyof Plan, number>>>(
  given: Partial<Plan>,
  defaults: Partial<Plan>,
): { readonly plan: Plan; readonly inputs: Readonly<Record<string, SizingInput>> } {
  const inputs: Record<string, SizingInput> = {};
  const all: Record<string, number> = {};
  for (const [values, source] of [
    [defaults, 'default'],
    [given, 'given'],
  ] as const) {
    for (const [name, value] of Object.entries<number | undefined>(values)) {
      if (value !== undefined) {
        all[name] = value;
        inputs[name] = { value, source };
      }
    }
  }
  return { plan: all as Plan, inputs };
}
