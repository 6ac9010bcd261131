// What all that drives the pages in a real Chromium shares. Whoever starts it gives in the environment: MANAGER, PASSWORD,
// SCREENSHOTS, CHROMIUM.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const { MANAGER, PASSWORD, SCREENSHOTS, CHROMIUM } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
// A pill of fixed size on a phone may be small, a text never unreadable: only what axe calls serious or worse fails.
const SEVERE = ['serious', 'critical'];


let checks = 0;
const troubles = [];

export function check(what, condition) {
  assert.ok(condition, what);
  checks++;
}

export async function open(browser, options, origins = [MANAGER], patience = 20_000) {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB', colorScheme: 'light', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && !origins.includes(url.origin)) {
      troubles.push(`asked another host: ${url.origin}`);
    }
  });
  page.on('pageerror', (error) => troubles.push(`script failed on ${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) {
      troubles.push(message.text());
    }
  });
  return page;
}

export async function logIn(page, name, password, to = '') {
  await page.goto(`${MANAGER}/admin/${to}`);
  await page.fill('#name', name);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
}

export const text = (page, selector) => page.locator(selector).innerText();

export async function says(page, selector, wanted) {
  await page.waitForFunction(
    ([where, what]) => document.querySelector(where)?.textContent?.includes(what),
    [selector, wanted],
  );
  checks++;
}

export async function isAccessible(page, what) {
  await page.waitForFunction(() => document.querySelector('h1') && !document.getAnimations().length);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  const severe = violations.filter((one) => SEVERE.includes(one.impact));
  check(
    `${what}: ${severe.map((one) => `${one.id} (${one.nodes.map((node) => node.target).join(', ')})`).join('; ')}`,
    severe.length === 0,
  );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(`${what} is ${overflow} px wider than the window`, overflow <= 0);
}

export async function picture(page, name) {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** On the page of a compensation. */
export async function order(page, kind, reason) {
  await page.click(`[data-action=${kind}]`);
  await page.locator('dialog[open]').waitFor();
  await page.fill('textarea[name=reason]', reason);
  await page.click('[data-confirm]');
}

/** Does that in a browser, and says at the end how much was checked; without a finding, or it fails. */
export async function inChromium(scenario) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  try {
    await scenario(browser);
    assert.deepEqual(troubles, []);
    console.log(`${checks} checks`);
  } catch (failure) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [at, page] of pages.entries()) {
      await page.screenshot({ path: join(SCREENSHOTS, `failure-${at}.png`), fullPage: true });
      console.log(`${page.url()} (failure-${at}.png)\n${await page.locator('body').innerText()}\n`);
    }
    console.log(troubles);
    throw failure;
  } finally {
    await browser.close();
  }
}
