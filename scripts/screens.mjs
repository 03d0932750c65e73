// npm run screens: takes the pictures of the application and of the live page for the documents, from demos of its own.
// `-- app` takes the application's alone.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AGENT_SCREENS, takeAgentScreens } from './agent-screens.mjs';
import { SIZES, takeAppScreens, writeScreenPage } from './app-screens.mjs';
import { BILLING_SCREENS, takeBillingScreens } from './billing-screens.mjs';
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

/** Of a demo that comes to its limits: taken once the line and the company have stopped. */
const LIMIT_SCREENS = [
  { name: 'limits-pt-br', width: 1280, height: 800, scheme: 'light', panel: true },
  { name: 'limits-phone', width: 390, height: 844, scheme: 'light', panel: true },
];
/** The line and the company of the demo that are set near their limits. */
const STOPS = 2;

async function untilStopped(page) {
  await page.waitForFunction(
    (stops) =>
      [...document.querySelectorAll('#limits tr')].filter((row) => row.textContent.includes('✕')).length >=
      stops,
    STOPS,
    { timeout: 600_000 },
  );
}

async function untilTalked(page) {
  await page.waitForFunction(
    (people) =>
      Number(document.querySelector('[data-key="connected"] .big')?.textContent.replace(/\D/g, '')) >= people,
    PEOPLE,
    { timeout: 600_000 },
  );
}

async function take(browser, { address, token }, screen) {
  const context = await browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    colorScheme: screen.scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${address}/#token=${token}`);
  if (screen.panel) {
    await untilStopped(page);
  } else {
    await untilTalked(page);
  }
  if (screen.english) {
    await page.click('#language');
  }
  if (screen.stop) {
    await page.click('#stop');
  }
  const shown = screen.panel ? page.locator('#limits-panel') : page;
  await shown.screenshot({ path: join(FOLDER, `${screen.name}.png`) });
  await context.close();
  console.log(`docs/screens/${screen.name}.png`);
}

async function takeApplication(browser, demo) {
  await takeAgentScreens(browser, demo, FOLDER);
  await takeBillingScreens(browser, demo, FOLDER);
  const [small, large] = SIZES;
  const taken = await takeAppScreens(browser, demo, FOLDER, small);
  await takeAppScreens(browser, demo, FOLDER, large);
  writeScreenPage(ROOT, new Map([...AGENT_SCREENS, ...taken, ...BILLING_SCREENS]));
}

if ((await build(ROOT)) !== 0) {
  process.exit(1);
}
mkdirSync(FOLDER, { recursive: true });
const browser = await launchChromium();
try {
  const all = [
    [[], SCREENS],
    [['--towards-limits'], LIMIT_SCREENS],
  ];
  for (const [options, screens] of process.argv[2] === 'app' ? [[[], []]] : all) {
    const demo = await startDemo(options);
    try {
      for (const screen of screens) {
        await take(browser, demo, screen);
      }
      if (options.length === 0) {
        await takeApplication(browser, demo);
      }
    } finally {
      await demo.stop();
    }
  }
} finally {
  await browser.close();
}
