import { InvalidArgumentError } from 'commander';

/** For options that are a number within bounds. */
export function numberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === '' || !(number >= low && number <= high)) {
      throw new InvalidArgumentError(`Give a number from ${low} to ${high}.`);
    }
    return number;
  };
}

/** The same for whole numbers. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = numberBetween(low, high)(text);
    if (!Number.isInteger(number)) {
      throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
    }
    return number;
  };
}
