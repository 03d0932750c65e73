import { describe, expect, it } from 'vitest';
import { SlowTurns } from '../support/slow-turns.js';

function aDay() {
  const slow = new SlowTurns();
  const done: string[] = [];
  return {
    slow,
    turns: slow.turns,
    done,
    /** A piece that takes so long. */
    piece: (name: string, ms: number) => () => {
      slow.pass(ms);
      done.push(name);
    },
    others: () => slow.others(),
  };
}

describe('work that may wait a moment', () => {
  it('runs at once while its share lasts, then when everything else had its turn, in order', () => {
    const { turns, done, piece, others } = aDay();
    turns.run(piece('a', 2));
    turns.run(piece('b', 2));
    turns.run(piece('c', 3));
    turns.run(piece('d', 3));
    turns.run(piece('e', 0));
    expect(done).toEqual(['a', 'b']);
    others();
    expect(done).toEqual(['a', 'b', 'c', 'd']);
    others();
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is told to stop in the middle, and goes on after what was asked for before', () => {
    const { turns, done, piece, others } = aDay();
    const long = (left: number): void => {
      for (let n = left; n > 0; n -= 1) {
        if (turns.over) {
          turns.later(() => long(n));
          return;
        }
        piece(`long ${n}`, 2)();
      }
    };
    turns.run(() => long(5));
    turns.run(piece('other', 1));
    expect(done).toEqual(['long 5', 'long 4']);
    others();
    expect(done).toEqual(['long 5', 'long 4', 'long 3', 'long 2']);
    others();
    expect(done).toEqual(['long 5', 'long 4', 'long 3', 'long 2', 'other', 'long 1']);
  });

  it('is forgiven what it took by the time that passes without it', () => {
    const { turns, done, piece, slow } = aDay();
    turns.run(piece('a', 3));
    slow.pass(3);
    turns.run(piece('b', 3));
    slow.pass(3);
    turns.run(piece('c', 3));
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('where nothing takes time, runs everything at once and leaves no timer', () => {
    const { turns, done, piece, slow } = aDay();
    for (let n = 0; n < 1000; n += 1) {
      turns.run(piece(String(n), 0));
    }
    expect(done).toHaveLength(1000);
    expect(turns.over).toBe(false);
    expect(slow.timers).toBe(0);
  });

  it('goes on after a piece that threw', () => {
    const { turns, done, piece, others } = aDay();
    turns.run(piece('a', 5));
    turns.run(() => {
      throw new Error('broken');
    });
    turns.run(piece('b', 1));
    expect(others).toThrow('broken');
    others();
    expect(done).toEqual(['a', 'b']);
  });

  it('does nothing any more once it is closed', () => {
    const { turns, done, piece, others, slow } = aDay();
    turns.run(piece('a', 5));
    turns.run(piece('b', 1));
    turns.close();
    turns.later(piece('c', 1));
    others();
    expect(done).toEqual(['a']);
    expect(slow.timers).toBe(0);
  });
});
