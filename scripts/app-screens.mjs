// Pictures of every screen of the application. The list is the application's own: the menu, which draws the registry
// (src/ui/screens.ts), then the places and tabs that each screen shows. A new screen needs no line here.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takePicture } from './take-picture.mjs';

export const SIZES = [
  { suffix: '1366-pt-br', width: 1366, height: 768, scheme: 'light', language: 'pt-BR' },
  { suffix: '1920-en-dark', width: 1920, height: 1080, scheme: 'dark', language: 'en' },
];
/** The agent's own page is taken in its states, apart. */
const APART = new Set(['/app/agent']);
/** Screens that ask again and again are never quiet for long. */
const QUIET_MS = 2500;
/** For what comes with the next message of the live socket. */
const NEXT_FIGURES_MS = 1500;

/** A page of the size, in its language and colours. */
export async function openSized(browser, { width, height, scheme, language }) {
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript((words) => localStorage.setItem('cadencia.language', words), language);
  return page;
}

async function settle(page) {
  await page.waitForLoadState('networkidle', { timeout: QUIET_MS }).catch(() => undefined);
  await page.waitForTimeout(NEXT_FIGURES_MS);
}

/** Links of the application that the page shows, once each, in their order. */
async function linksOf(page) {
  const hrefs = await page
    .locator('a[href^="/app"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  return [...new Set(hrefs)];
}

const nameOf = (path) => path.replace(/^\/app\/?/, '').replace(/\W+/g, '-') || 'home';

/** The screen and, where it has some, each of its tabs. */
async function takeScreen(page, path, suffix, folder, taken) {
  await page.goto(new URL(path, page.url()).href);
  await settle(page);
  const title =
    (await page
      .locator('[aria-current="page"]')
      .last()
      .textContent()
      .catch(() => '')) ?? '';
  const shot = async (name, words) => {
    await takePicture(page, join(folder, `${name}-${suffix}.webp`));
    taken.set(name, words);
  };
  const tabs = page.getByRole('tab');
  const count = await tabs.count();
  if (count === 0) {
    await shot(nameOf(path), title.trim() || nameOf(path));
  }
  for (let index = 0; index < count; index += 1) {
    await tabs.nth(index).click();
    await settle(page);
    const label = (await tabs.nth(index).textContent()) ?? '';
    await shot(`${nameOf(path)}-${index + 1}`, `${title.trim()}: ${label.trim()}`);
  }
}

/** Takes all of them in one size; resolves with name and title of each. */
export async function takeAppScreens(browser, demo, folder, size) {
  const taken = new Map();
  const page = await openSized(browser, size);
  await page.goto(`${demo.address}/app/#token=${demo.token}`);
  await settle(page);
  const menu = (await linksOf(page)).filter((path) => !APART.has(path));
  for (const path of menu) {
    await page.goto(new URL(path, page.url()).href);
    await settle(page);
    const isHome = nameOf(path) === 'home';
    const below = isHome
      ? []
      : (await linksOf(page)).filter((link) => link !== path && link.startsWith(`${path}/`));
    // A screen of places shows the first of them, at that one's address.
    const places = isHome || page.url().endsWith(path) ? [path, ...below] : below;
    for (const place of places.filter((one) => !isDetail(one))) {
      await takeScreen(page, place, size.suffix, folder, taken);
    }
  }
  await page.context().close();
  return taken;
}

/** One of many of a kind, such as a campaign, and not a place of its own. */
const isDetail = (path) => path.split('/').length > 4;

/** docs/screens.md: what was taken, each with both pictures. */
export function writeScreenPage(root, taken) {
  const [small, large] = SIZES.map(({ suffix }) => suffix);
  const parts = [...taken].map(
    ([name, title]) =>
      `## ${title}\n\n[![${title}](screens/${name}-${small}.webp)](screens/${name}-${large}.webp)\n`,
  );
  const head =
    '# Screens\n\nEvery screen of the application, taken from a running demo of invented people by `npm run screens`: at\n' +
    '1366 × 768 in Portuguese; each picture leads to the same screen at 1920 × 1080, dark, in English.\n\n';
  writeFileSync(join(root, 'docs/screens.md'), `${head}${parts.join('\n')}`);
}
