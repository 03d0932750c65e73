import type { Command } from 'commander';
import { type CommandDeps, globalOptions } from './command-deps.js';

type Cell = string | number | boolean | null | undefined;

/** Writes an answer: as JSON with --json, else as `text` lays it out. */
export function show(command: Command, deps: CommandDeps, answer: unknown, text: () => string): void {
  const out = globalOptions(command).json === true ? JSON.stringify(answer, null, 2) : text();
  deps.stdout.write(`${out}\n`);
}

/** Rows under headers, columns as wide as they need. */
export function table(headers: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = [headers, ...rows.map((row) => row.map((cell) => String(cell ?? '')))];
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Reads a member of an answer whose shape the server vouches for. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );
}

/** A member as a cell. */
export function cell(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  if (found === undefined || found === null) {
    return '';
  }
  return typeof found === 'object' ? JSON.stringify(found) : String(found);
}

/** A list's items. */
export function items(value: unknown): readonly unknown[] {
  const found = at(value, 'items');
  return Array.isArray(found) ? found : [];
}
