/** The environment as it is now; the only place that reads it. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}
