// Pictures of a statement, made in the demo by a person: what the menu alone does not lead to.
import { join } from 'node:path';
import { openSized, SIZES } from './app-screens.mjs';
import { takePicture } from './take-picture.mjs';

/** What the pictures show; each is a tab of the statement, by its place. */
export const BILLING_SCREENS = new Map([
  ['statement-lines', 'Demonstrativo: linhas'],
  ['statement-calls', 'Demonstrativo: chamadas'],
]);

/** Makes a statement of the demo's calls, and takes a picture of its lines and of its calls. */
export async function takeBillingScreens(browser, demo, folder) {
  const issued = await fetch(`${demo.address}/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ label: 'ana', role: 'admin' }),
  });
  const { secret } = await issued.json();
  for (const size of SIZES) {
    const page = await openSized(browser, size);
    await page.goto(`${demo.address}/app/billing#token=${secret}`);
    await page.locator('form button[type="submit"]').first().click();
    await page.locator('[role="status"] a').click();
    await page.locator('[aria-label^="demo-cobranca_"]').waitFor();
    for (const [place, name] of [...BILLING_SCREENS.keys()].entries()) {
      await page.getByRole('tab').nth(place).click();
      // The first line, or the first fate: both show the calls behind them.
      await page.locator('[role="tabpanel"] tbody button').first().click();
      await page.locator('[role="tabpanel"] code').nth(1).waitFor();
      await takePicture(page, join(folder, `${name}-${size.suffix}.webp`));
    }
    await page.context().close();
  }
}
