import type { Browser } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.mjs';
import { type ApiBench, startApiBench } from './api-bench.js';
import { packagePath } from './package-folder.js';

/** An API over doubles that serves the real screens, and a browser to look at them. */
export interface BenchBrowser {
  readonly browser: Browser;
  readonly bench: ApiBench;
  close(): Promise<void>;
}

export async function openBenchBrowser(): Promise<BenchBrowser> {
  const [browser, bench] = await Promise.all([
    launchChromium(),
    startApiBench({ screensFolder: packagePath('dist/ui') }),
  ]);
  return {
    browser,
    bench,
    close: async () => {
      await browser.close();
      await bench.close();
    },
  };
}
