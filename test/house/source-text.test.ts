import { describe, expect, it } from 'vitest';
import { stripComments } from '../../scripts/source-text.mjs';

describe('reading source text', () => {
  it('keeps the length and the line breaks', () => {
    const source = 'a /* one\ntwo */ b // three\nc';
    const code = stripComments(source);
    expect(code).toHaveLength(source.length);
    expect(code.split('\n').map((line) => line.trim())).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ["'http://x'", "'http://x'"],
    ['"a // b"', '"a // b"'],
    ['`a // b`', '`a // b`'],
    ['/[/]\\/*x/.test(y)', '/[/]\\/*x/.test(y)'],
    ["'it\\'s // here'", "'it\\'s // here'"],
  ])('does not take the inside of %s for a comment', (source, expected) => {
    expect(stripComments(source)).toBe(expected);
  });

  it('tells a division from a regular expression', () => {
    expect(stripComments('a / b; // c').trim()).toBe('a / b;');
  });

  it('blanks texts but not the code inside a template', () => {
    const source = `const a = \`x \${f({ k: 'v' })} y\`; const b = 'z';`;
    expect(stripComments(source, { texts: true })).toBe(
      `const a = \`  \${f({ k: ' ' })}  \`; const b = ' ';`,
    );
  });
});
