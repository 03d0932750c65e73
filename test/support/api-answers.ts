import { expect } from 'vitest';
import { type Problem, problemWire } from '../../src/contract/problem.js';

/** What tests of the API read of an answer. */
export interface AnswerBody {
  readonly id: string;
  readonly state: string;
  readonly next: string | null;
  readonly items: readonly { readonly id: string; readonly line: number }[];
  readonly settings: { readonly groupModes: object };
}

export async function bodyOf(response: Response): Promise<AnswerBody> {
  return (await response.json()) as AnswerBody;
}

/** The problem an answer tells, as the contract has it; fails with any other answer. */
export async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = problemWire.parse(await response.json());
  expect(body.status).toBe(response.status);
  return body;
}
