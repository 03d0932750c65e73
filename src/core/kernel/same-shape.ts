/**
 * True when a value read from outside has the form of the sample, so that it may stand in its place: the same names, lists
 * of the same length, whole truths and finite numbers; a number in a list is a count, never negative. Where the sample is
 * null a number may stand. What another version kept under other names has another form and is refused.
 */
export function hasShapeOf<Sample>(sample: Sample, value: unknown): value is Sample {
  return fits(sample, value, false);
}

function fits(sample: unknown, value: unknown, counted: boolean): boolean {
  if (sample === null || typeof sample === 'number') {
    return sample === null && value === null ? true : isFigure(value, counted);
  }
  if (Array.isArray(sample)) {
    return (
      Array.isArray(value) &&
      value.length === sample.length &&
      sample.every((item, index) => fits(item, value[index], true))
    );
  }
  if (typeof sample === 'object') {
    // What JSON would not give back as it was (a map, a typed list) fits nothing.
    const plain = Object.getPrototypeOf(sample) === Object.prototype;
    return plain && isRecord(value) && sameNames(sample, value) && fieldsFit(sample, value);
  }
  return typeof value === typeof sample;
}

function isFigure(value: unknown, counted: boolean): boolean {
  return typeof value === 'number' && Number.isFinite(value) && !(counted && value < 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sameNames(sample: object, value: object): boolean {
  const names = Object.keys(sample);
  return names.length === Object.keys(value).length && names.every((name) => Object.hasOwn(value, name));
}

function fieldsFit(sample: object, value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(sample).every(([name, item]) => fits(item, value[name], false));
}
