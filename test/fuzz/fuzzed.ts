import type fc from 'fast-check';
import { CadenciaError } from '../../src/core/kernel/errors.js';

/** What reads something of outside, how it is tried, and how it may say that it is nothing of the kind. */
export interface Fuzzed {
  readonly of: fc.Arbitrary<unknown>;
  readonly read: (input: unknown) => unknown;
  readonly throws: ErrorKinds;
}

type ErrorKinds = readonly (new (...args: never[]) => Error)[];

export const fuzzed = <Input>(
  of: fc.Arbitrary<Input>,
  read: (input: Input) => unknown,
  throws: ErrorKinds = [],
): Fuzzed => ({ of, read: (input) => read(input as Input), throws: [CadenciaError, ...throws] });
