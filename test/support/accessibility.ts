import axeCore from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** What the function that runs in the browser uses of it. */
declare const axe: { run(context: object, options: object): Promise<{ violations: Violation[] }> };
declare const document: object;

/** WCAG 2.2, levels A and AA, as far as a program can tell. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What a page has against WCAG A and AA as it stands, in light and dark: rule, place, and how to mend it. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await faultsBy(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return [...dark.map((fault) => `dark, ${fault}`), ...(await faultsBy(page, RULES))];
}

async function faultsBy(page: Page, rules: readonly string[]): Promise<string[]> {
  const violations = await page.evaluate(
    async (runOnly) => (await axe.run(document, { runOnly, resultTypes: ['violations'] })).violations,
    rules,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
