import type { SecretBox } from '../../src/ports/secret-box.js';

/** Seals by naming the owner: what is kept is never the secret itself, and nobody else's opens. */
export const clearBox: SecretBox = {
  seal: (text, owner) => `${owner}:${[...text].reverse().join('')}`,
  open(sealed, owner) {
    if (!sealed.startsWith(`${owner}:`)) {
      throw new Error('sealed for somebody else');
    }
    return [...sealed.slice(owner.length + 1)].reverse().join('');
  },
};

/** The one key of a feed. */
export const keyOf = (id: string, secretHex: string) => [
  { sealed: clearBox.seal(secretHex, id), untilMs: null },
];
