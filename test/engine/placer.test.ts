import { beforeEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../src/core/contact/contact.js';
import type { AgentSupervisor } from '../../src/engine/agent-supervisor.js';
import type { DialResult } from '../../src/engine/dial-result.js';
import type { Hopper } from '../../src/engine/hopper.js';
import { Placer } from '../../src/engine/placer.js';
import { SlowTurns } from '../support/slow-turns.js';

const contactOf = (n: number): Contact => ({ id: n }) as unknown as Contact;
const numberOf = (contact: Contact): number => contact.id as unknown as number;

/** A list of contacts by number, each of whom takes 2 ms to dial: two of them use the share of a turn. */
class Centre {
  readonly slow = new SlowTurns();
  readonly dialled: number[] = [];
  list = Array.from({ length: 12 }, (_, n) => contactOf(n));
  dialing = true;
  asked = 0;
  result: DialResult = 'placed';
  readonly hopper = {
    take: () => this.list.shift() ?? null,
    putBack: (contact: Contact) => this.list.unshift(contact),
    get size() {
      return 1;
    },
  } as unknown as Hopper;
  readonly placer = new Placer(this, this.slow.turns);

  dial(contact: Contact): DialResult {
    this.slow.pass(2);
    this.dialled.push(numberOf(contact));
    return this.result;
  }

  paceSoon(): void {
    this.asked += 1;
  }

  /** As the pace loop does: in its turn. */
  next(wanted: number, owners: readonly AgentSupervisor[] = []): void {
    this.slow.turns.run(() => this.placer.next(wanted, 'power', owners));
  }

  chosen(numbers: readonly number[]): void {
    this.slow.turns.run(() => this.placer.chosen(numbers.map(contactOf), 'predictive'));
  }

  get waiting(): readonly number[] {
    return this.list.map(numberOf);
  }
}

let centre: Centre;
beforeEach(() => {
  centre = new Centre();
});

describe('calls that are to be placed', () => {
  it('leave a few at a time, in order, with everything else in between', () => {
    centre.next(5);
    expect(centre.dialled).toEqual([0, 1]);
    expect(centre.placer.busy).toBe(true);
    centre.slow.others();
    expect(centre.dialled).toEqual([0, 1, 2, 3]);
    centre.slow.others();
    expect(centre.dialled).toEqual([0, 1, 2, 3, 4]);
    expect(centre.placer.busy).toBe(false);
    expect(centre.asked).toBe(0);
  });

  it('leave at once for agents who wait for their own', () => {
    const owners = [1, 2, 3, 4].map(() => ({}) as AgentSupervisor);
    centre.next(4, owners);
    expect(centre.dialled).toEqual([0, 1, 2, 3]);
    expect(centre.placer.busy).toBe(false);
  });

  it('end where no way is left, and what was chosen stands in front again in its order', () => {
    centre.list = [contactOf(9)];
    centre.chosen([1, 2, 3, 4, 5]);
    centre.result = 'no_route';
    centre.slow.others();
    expect(centre.dialled).toEqual([1, 2, 3]);
    expect(centre.waiting).toEqual([3, 4, 5, 9]);
    expect(centre.placer.busy).toBe(false);
  });

  it('do not leave any more once the campaign no longer dials; nobody is lost', () => {
    centre.list = [contactOf(9)];
    centre.chosen([1, 2, 3, 4]);
    centre.dialing = false;
    centre.slow.others();
    expect(centre.dialled).toEqual([1, 2]);
    expect(centre.waiting).toEqual([3, 4, 9]);
    expect(centre.placer.busy).toBe(false);
  });

  it('do not leave any more once it is stopped; nobody is lost', () => {
    centre.list = [contactOf(9)];
    centre.chosen([1, 2, 3, 4]);
    centre.placer.stop();
    expect(centre.waiting).toEqual([3, 4, 9]);
    centre.slow.others();
    expect(centre.dialled).toEqual([1, 2]);
    expect(centre.waiting).toEqual([3, 4, 9]);
  });

  it('are asked for anew where contacts were blocked and others are left', () => {
    centre.result = 'blocked';
    centre.chosen([1, 2, 3]);
    centre.slow.others();
    expect(centre.dialled).toEqual([1, 2, 3]);
    expect(centre.asked).toBe(1);
  });
});
