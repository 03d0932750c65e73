import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export interface Page {
  readonly file: string;
  readonly text: string;
  /** The text without fenced blocks. */
  readonly prose: string;
  /** The lines of fenced blocks. */
  readonly commands: readonly string[];
}

const FENCE = /^```[^\n]*\n([\s\S]*?)^```$/gm;

function readPage(file: string): Page {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return {
    file,
    text,
    prose: text.replace(FENCE, ''),
    commands: [...text.matchAll(FENCE)].flatMap((match) => (match[1] ?? '').split('\n')),
  };
}

/** README and its neighbours, and everything below docs/. */
export const PAGES: readonly Page[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map(readPage);

/** GitHub's anchor of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

export function anchorsOf(page: Page): readonly string[] {
  return [...page.prose.matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));
}

/** Links of a page that stay in the repository: `{ target, anchor }`, the target relative to ROOT. */
export function localLinks(page: Page): readonly { readonly target: string; readonly anchor: string }[] {
  return [...page.prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor = ''] = link.split('#');
      return { target: path === '' ? page.file : join(dirname(page.file), path), anchor };
    });
}
