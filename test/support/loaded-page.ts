import type { Page, Request } from 'playwright-core';

/** Frames in a row without a request: a part that came has drawn itself by then, and has asked for what it shows. */
const QUIET_FRAMES = 3;
/** The browser's own frames, as the function that runs there names them. */
declare function requestAnimationFrame(then: () => void): number;

/**
 * Waits until what a click opened is there: its code and what it reads. A page of one document is "loaded" since it
 * was opened, so the browser's own word says nothing of the screens within it.
 */
export async function loadedBy(page: Page, act: () => Promise<unknown>): Promise<void> {
  const open = new Set<Request>();
  const begun = (request: Request) => open.add(request);
  const ended = (request: Request) => open.delete(request);
  page.on('request', begun).on('requestfinished', ended).on('requestfailed', ended);
  try {
    await act();
    for (let quiet = 0; quiet < QUIET_FRAMES; quiet = open.size === 0 ? quiet + 1 : 0) {
      await page.evaluate(() => new Promise<void>((drawn) => requestAnimationFrame(() => drawn())));
    }
  } finally {
    page.off('request', begun).off('requestfinished', ended).off('requestfailed', ended);
  }
}
