/** Turns names that people choose into labels: so many, then `other`, because each costs memory for ever. */
export interface BoundedLabels {
  of(name: string): string;
  readonly known: ReadonlySet<string>;
}

/** `onNew` is told of each name the first time, to set its series to 0. */
export function makeBoundedLabels(most: number, onNew: (label: string) => void): BoundedLabels {
  const known = new Set<string>();
  return {
    known,
    of(name) {
      if (known.has(name)) {
        return name;
      }
      const label = known.size < most ? name : 'other';
      if (!known.has(label)) {
        known.add(label);
        onNew(label);
      }
      return label;
    },
  };
}

/** The bounded names that label series. */
export interface MetricLabels {
  readonly campaign: BoundedLabels;
  readonly trunk: BoundedLabels;
  readonly rule: BoundedLabels;
  readonly subject: BoundedLabels;
  readonly queue: BoundedLabels;
}
