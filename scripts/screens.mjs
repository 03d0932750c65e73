// npm run screens: takes the pictures of the live page for the documents, from a demo of its own.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { launchChromium } from './chromium.mjs';
import { startDemo } from './demo-process.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(ROOT, 'docs/screens');
/** People who talked to an agent before the pictures are taken: by then every panel has something to show. */
const PEOPLE = 60;

const SCREENS = [
  { name: 'live-pt-br', width: 1366, height: 768, scheme: 'light' },
  { name: 'live-en-dark', width: 1920, height: 1080, scheme: 'dark', english: true },
  { name: 'live-phone', width: 390, height: 844, scheme: 'light' },
  { name: 'live-stop-all', width: 1366, height: 768, scheme: 'light', stop: true },
];

async function take(browser, { address, token }, screen) {
  const context = await browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    colorScheme: screen.scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${address}/#token=${token}`);
  await page.waitForFunction(
    (people) =>
      Number(document.querySelector('[data-key="connected"] .big')?.textContent.replace(/\D/g, '')) >= people,
    PEOPLE,
    { timeout: 600_000 },
  );
  if (screen.english) {
    await page.click('#language');
  }
  if (screen.stop) {
    await page.click('#stop');
  }
  await page.screenshot({ path: join(FOLDER, `${screen.name}.png`) });
  await context.close();
  console.log(`docs/screens/${screen.name}.png`);
}

if ((await build(ROOT)) !== 0) {
  process.exit(1);
}
mkdirSync(FOLDER, { recursive: true });
const browser = await launchChromium();
try {
  const demo = await startDemo();
  try {
    for (const screen of SCREENS) {
      await take(browser, demo, screen);
    }
  } finally {
    await demo.stop();
  }
} finally {
  await browser.close();
}
