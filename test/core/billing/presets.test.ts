import { expect, it } from 'vitest';
import { presetWith } from '../../support/billing-presets.js';

it.each(['telecobranca-banco', 'telemarketing-banco', 'horas-banco-regional'])(
  '%s is a whole contract',
  (id) => {
    const contract = presetWith(id);
    expect(contract.id).toBe(id);
  },
);
