/** Makes a switch exhaustive: a new member of the union stops compiling here instead of being forgotten. */
export function assertNever(value: never, what: string): never {
  throw new Error(`Unexpected ${what}: ${JSON.stringify(value)}`);
}
