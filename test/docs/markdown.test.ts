import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, localLinks, PAGES, ROOT } from './markdown-pages.js';

const TOP_FOLDERS = /^(?:src|test|scripts|docs|docker|bin|bench|asterisk-config|dialplans|sipp|\.ci)\//;
const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe('the documents', () => {
  it('link to pages and headings that exist', () => {
    const broken = PAGES.flatMap((page) =>
      localLinks(page)
        .filter(({ target, anchor }) => {
          const linked = PAGES.find(({ file }) => file === target);
          return (
            !existsSync(join(ROOT, target)) ||
            (anchor !== '' && linked && !anchorsOf(linked).includes(anchor))
          );
        })
        .map(({ target, anchor }) => `${page.file}: ${target}#${anchor}`),
    );
    expect(broken).toEqual([]);
  });

  it('name files that exist', () => {
    const missing = PAGES.flatMap((page) =>
      [...page.prose.matchAll(/`([^`\s]+)`/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => TOP_FOLDERS.test(name) && !/[*{<]|NNNN/.test(name))
        .filter((name) => !existsSync(join(ROOT, name)))
        .map((name) => `${page.file}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('give npm commands that package.json has', () => {
    const unknown = PAGES.flatMap((page) =>
      [...page.text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)]
        .map((match) => match[1] ?? match[2] ?? '')
        .filter((name) => !(name in packageJson.scripts))
        .map((name) => `${page.file}: npm run ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('tell the two commands of a fresh clone first, and .ci/run runs the same', () => {
    const readme = PAGES.find(({ file }) => file === 'README.md');
    const commands = readme?.commands.filter((line) => line.startsWith('npm ')) ?? [];
    expect(commands).toEqual(['npm start', 'npm test']);
    const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8').split('\n');
    expect(ci.filter((line) => line.startsWith('npm '))).toEqual(['npm run check', 'npm test']);
  });

  it('give commands of the command line that exist', () => {
    const folder = join(ROOT, 'src/app/commands');
    const known = existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => readFileSync(join(folder, name), 'utf8'))
          .join('\n')
      : null;
    const named = PAGES.flatMap((page) =>
      page.commands.flatMap((line) => /^bin\/cadencia ([\w-]+)/.exec(line)?.[1] ?? []),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(known === null ? [] : named.filter((name) => !known.includes(`'${name}`))).toEqual([]);
  });

  it('keep to lines that a terminal shows', () => {
    const long = PAGES.flatMap((page) =>
      page.prose
        .split('\n')
        .filter((line) => line.length > 122 && !/^(?:\||<!--)/.test(line))
        .map((line) => `${page.file}: ${line.slice(0, 60)}…`),
    );
    expect(long).toEqual([]);
  });
});

describe('the decisions', () => {
  const decisions = PAGES.filter(({ file }) => file.startsWith('docs/decisions/'));

  // Several are written side by side, each under a number kept for it: one may come before the number below it.
  it('have each a number of its own', () => {
    const numbers = decisions.map(({ file }) => Number(/(\d{4})-/.exec(file)?.[1]));
    expect(numbers).not.toContain(Number.NaN);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it.each(decisions.map(({ file, text }) => [file, text] as const))(
    '%s says context, decision and consequences',
    (file, text) => {
      expect([...text.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual([
        'Context',
        'Decision',
        'Consequences',
      ]);
      expect(text.startsWith(`# ${/(\d{4})-/.exec(file)?.[1]}: `)).toBe(true);
    },
  );
});

describe('the changelog', () => {
  it('has a place for what is not released, and the present version only when it is', () => {
    const text = PAGES.find(({ file }) => file === 'CHANGELOG.md')?.text ?? '';
    expect(/^## (.+)$/m.exec(text)?.[1]).toBe('Unreleased');
  });
});
