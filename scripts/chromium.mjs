// Debian's Chromium, driven by playwright-core: for the browser test and for the pictures of the live page.
import { existsSync } from 'node:fs';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts a headless browser of its own, without a profile, with further options of Chromium's; close it. */
export async function launchChromium(options = []) {
  const executablePath = PROGRAMS.find((file) => existsSync(file));
  if (executablePath === undefined) {
    throw new Error('Chromium is missing. Run: sudo apt-get install -y chromium fonts-dejavu-core');
  }
  const { chromium } = await import('playwright-core');
  // Chromium's sandbox cannot run as root; it opens nothing but our own page on loopback.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...args, ...options] });
}
