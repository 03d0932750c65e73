// A picture of what a page shows now, as WebP: a fifth of a PNG's bytes, and as legible.
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const QUALITY = 72;

/** Writes the file and says so. Fails where the page can be scrolled sideways: nothing may lie beyond its edge. */
export async function takePicture(page, file) {
  const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (wide > shown) {
    throw new Error(`${page.url()} is ${wide} pixels wide in a window of ${shown}`);
  }
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await session.detach();
  const bytes = Buffer.from(data, 'base64');
  writeFileSync(file, bytes);
  console.log(`docs/screens/${basename(file)} ${(bytes.length / 1000).toFixed(0)} kB`);
}
