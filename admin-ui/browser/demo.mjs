// Drives the pages of the running demo in a real Chromium: its storage service is killed between decision and commit, and an
// operator repairs what is lost. bin/demo --check-pages starts this, and gives in the environment what driving.mjs wants,
// and DEMO, the page with the button that kills.
import {
  check, DESKTOP, inChromium, isAccessible, logIn, MANAGER, open, order, PASSWORD, PHONE, picture, says, text,
} from './driving.mjs';

const { DEMO } = process.env;
// processes are killed and started meanwhile, on a machine that may have other work
const PATIENCE = 180_000;

async function aPersonDecidesAboutStorage(page) {
  await page.goto(`${MANAGER}/admin/settings`);
  await page.fill('input[name=policy-service]', 'storage');
  await page.selectOption('select[name=policy-enabled]', 'false');
  await page.fill('input[name=policy-reason]', 'somebody looks at it first');
  await page.locator('[data-policies] form button[type=submit]').click();
  await says(page, 'tr[data-policy=storage]', 'a person decides');
}

async function pressesTheButtonThatKills(page) {
  await page.goto(DEMO);
  await isAccessible(page, 'the page of the demo');
  await page.click('#lose');
  await says(page, '#story', 'the managers have decided COMMIT');
  check('one at a time', await page.locator('#lose').isDisabled());
}

/** Returns the group's id. */
async function watchesTheTransactionLoseItsPart(page, shop) {
  await page.goto(`${MANAGER}/admin/groups?state=COMMITTING`);
  await says(page, '.live', 'live');
  await pressesTheButtonThatKills(shop);
  await page.locator('tr[data-group] a').first().click();
  await page.waitForURL(/\/admin\/groups\/[0-9a-f-]{36}$/);
  await says(page, '[data-sentence]', 'storage');
  await picture(page, 'demo-committing');
  await says(page, '[data-sentence]', 'storage (dataSource#1) NOT committed (lost: ');
  await says(page, '[data-unit=storage] .badge', 'LOST');
  await says(page, '[data-unit=order] .badge', 'committed');
  await picture(page, 'demo-lost');
  await says(shop, '#story', 'the books do NOT balance: order lost-');
  await says(shop, '#story', 'callback: created');
  await says(shop, '#story', 'decide about it there');
  return page.url().slice(-36);
}

async function readsWhyItWaits(page, id) {
  await page.goto(`${MANAGER}/admin/compensations`);
  await page.selectOption('select[name=state]', 'PARKED');
  await page.click(`tr[data-compensation="${id}"] a`);
  await says(page, 'h1 .badge', 'parked');
  await says(page, '[data-standing]', 'storage has LOST its part');
  await says(page, '[data-why]', 'a person decides');
  await says(page, '[data-part=storage] pre', '"item-7"');
  await picture(page, 'demo-parked');
}

async function inEveryLookWithoutAFinding(browser, cookies, id) {
  for (const viewport of [DESKTOP, PHONE]) {
    for (const [locale, colorScheme] of [['en-GB', 'light'], ['zh-CN', 'dark']]) {
      const page = await open(browser, { viewport, locale, colorScheme, storageState: { cookies, origins: [] } });
      for (const path of ['', 'groups', `groups/${id}`, 'compensations', `compensations/${id}`]) {
        await page.goto(`${MANAGER}/admin/${path}`);
        await page.locator('.card').first().waitFor();
        await isAccessible(page, `${path} ${viewport.width} ${locale} ${colorScheme}`);
      }
      const standing = await text(page, '[data-standing]');
      check(`${locale} as the browser: ${standing}`, /[\u4e00-\u9fff]/.test(standing) === (locale === 'zh-CN'));
      const name = `demo-parked${viewport === PHONE ? '-phone' : ''}${locale === 'zh-CN' ? '-zh-dark' : ''}`;
      await picture(page, name);
      await page.context().close();
    }
  }
}

async function repairsItAndSeesItClose(page, shop) {
  await order(page, 'REPAIR_NOW', 'storage runs again');
  await says(page, '[data-done]', 'Repair now');
  await says(page, 'h1 .badge', 'committed');
  await says(page, '[data-standing]', 'was done again and is COMMITTED');
  check('nothing is left to be ordered', (await page.locator('[data-action]').count()) === 0);
  await picture(page, 'demo-repaired');
  await says(shop, '#story', 'callback: ended');
  await says(shop, '#story', 'the books balance: ');
  await picture(shop, 'demo-story');
}

await inChromium(async (browser) => {
  const page = await open(browser, {}, [MANAGER], PATIENCE);
  await logIn(page, 'admin', PASSWORD);
  await page.locator('[data-verdict]').waitFor();
  await aPersonDecidesAboutStorage(page);
  const shop = await open(browser, {}, [new URL(DEMO).origin], PATIENCE);
  const id = await watchesTheTransactionLoseItsPart(page, shop);
  await readsWhyItWaits(page, id);
  await inEveryLookWithoutAFinding(browser, await page.context().cookies(), id);
  await repairsItAndSeesItClose(page, shop);
});
