import { askAllDoors, type EdgeCall, type EdgeRules } from './edge-doors.js';
import { type EdgeAnswer, expectAnswers } from './edge-spec.js';

/** A row of a table of edges: a call, and what every door has to say to it. */
export interface EdgeRow {
  readonly says: string;
  readonly call: EdgeCall;
  readonly answer: EdgeAnswer;
}

/** Puts the calls of a table to all doors, and fails with every row that one of them answers otherwise. */
export async function checkTable(table: readonly EdgeRow[], rules: EdgeRules = {}): Promise<void> {
  const calls = table.map(({ call }) => call);
  expectAnswers(await askAllDoors(calls, rules), table);
}
