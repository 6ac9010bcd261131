// Drives the pages in a real Chromium, against a real manager. BrowserIT starts both and this, and gives in the
// environment what driving.mjs wants, and STAGE, which says to the manager what units would say.
import assert from 'node:assert/strict';
import {
  check, DESKTOP, inChromium, isAccessible, logIn, MANAGER, open, order, PASSWORD, PHONE, picture, says, text,
} from './driving.mjs';

const { STAGE } = process.env;
const PAGES = ['', 'groups', 'compensations', 'groups/recent', 'clients', 'managers', 'settings', 'users', 'audit', 'account'];

/** What a page's picture is called: without the id of what it shows. */
const nameOf = (path) => path.replace(/s\/[0-9a-f-]{36}$/, '').replace('/', '-') || 'overview';

async function stage(what, id = '') {
  const answer = await fetch(`${STAGE}/${what}?id=${id}`, { method: 'POST' });
  assert.equal(answer.status, 200, `stage: ${what}`);
  return answer.text();
}

async function strangersSeeTheLoginOnly(page, id) {
  await page.goto(`${MANAGER}/admin/groups/${id}`);
  await page.waitForURL(/\/admin\/login\?to=/);
  await isAccessible(page, 'login');
  await picture(page, 'login');
  await page.fill('#name', 'admin');
  await page.fill('#password', 'not the password');
  await page.click('button[type=submit]');
  await says(page, '[role=alert]', 'the password is wrong');
  await page.fill('#password', PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForURL(`${MANAGER}/admin/groups/${id}`);
  await says(page, '[data-sentence]', 'order started it');
}

async function newGroupsNeverMoveWhatIsShown(page) {
  await page.goto(`${MANAGER}/admin/groups`);
  await page.locator('tr[data-group]').first().waitFor();
  await says(page, '.live', 'live');
  const before = await page.locator('tr[data-group]').evaluateAll((rows) => rows.map((row) => row.dataset.group));
  const id = await stage('begin');
  await says(page, '[data-fresh]', '1');
  const after = await page.locator('tr[data-group]').evaluateAll((rows) => rows.map((row) => row.dataset.group));
  assert.deepEqual(after, before);
  await page.click('[data-fresh]');
  await page.locator(`tr[data-group="${id}"]`).waitFor();
  return id;
}

async function watchesATransactionLoseSomething(page, id) {
  await page.click(`tr[data-group="${id}"] a`);
  await says(page, '[data-sentence]', 'nobody holds anything');
  await stage('join-storage', id);
  await says(page, '[data-sentence]', 'storage holds its work open');
  await stage('join-account', id);
  await says(page, '[data-meaning]', 'Nothing is committed anywhere');
  await picture(page, 'group-running');
  await stage('close', id);
  await says(page, '[data-sentence]', 'account was told COMMIT and has not answered yet');
  await stage('commit', id);
  await says(page, '[data-sentence]', 'storage COMMITTED');
  await stage('lose', id);
  await says(page, '[data-sentence]', 'account NOT committed (lost: ');
  await says(page, '[data-unit=account] .badge', 'LOST');
  await says(page, '[data-next]', 'Nothing more by itself');
  await picture(page, 'group-lost');
  await page.goto(`${MANAGER}/admin/`);
  await says(page, '[data-verdict]', 'have lost a part');
  check(
    'the overview leads to what can be done',
    (await page.locator('.worst').getAttribute('href')).endsWith(`compensations/${id}`),
  );
}

/** A group that lost the part of account; whoever decides is a person, as the policy of account says. */
async function losesWhatAProcessCouldDoAgain() {
  const id = await stage('begin');
  for (const what of ['join-storage', 'join-account-kept', 'close', 'commit', 'lose']) {
    await stage(what, id);
  }
  return id;
}

async function aPersonDecidesAboutAccount(page) {
  await page.goto(`${MANAGER}/admin/settings`);
  await page.fill('input[name=policy-service]', 'account');
  await page.selectOption('select[name=policy-enabled]', 'false');
  await page.fill('input[name=policy-reason]', 'an audit is going on');
  await page.locator('[data-policies] form button[type=submit]').click();
  await says(page, 'tr[data-policy=account]', 'a person decides');
}

async function findsAParkedOneReadsWhyAndRepairsIt(page, id) {
  await page.goto(`${MANAGER}/admin/groups/${id}`);
  await page.click('[data-compensation]');
  await page.goto(`${MANAGER}/admin/compensations`);
  await page.selectOption('select[name=state]', 'PARKED');
  await page.click(`tr[data-compensation="${id}"] a`);
  await says(page, '[data-standing]', 'account has LOST its part');
  await says(page, '[data-why]', 'a person decides');
  await says(page, '[data-part=account] pre', '"***"');
  check('the card is nowhere', !(await page.content()).includes('4111111111111111'));
  await picture(page, 'compensation-parked');
  await page.click('[data-action=REPAIR_NOW]');
  await says(page, '[data-will]', 'exactly once');
  check('nothing without a reason', await page.locator('[data-confirm]').isDisabled());
  await isAccessible(page, 'dialog of a repair');
  await picture(page, 'compensation-repair');
  await page.click('[data-cancel]');
  await order(page, 'REPAIR_NOW', 'the disk has room again');
  await says(page, '[data-done]', 'Repair now');
  await says(page, 'h1 .badge', 'compensating');
  await stage('fail', id);
  await says(page, '[data-why]', 'disk full');
  await says(page, 'h1 .badge', 'parked');
  await order(page, 'REPAIR_NOW', 'now it has');
  await says(page, 'h1 .badge', 'compensating');
  await stage('repaired', id);
  await says(page, '[data-standing]', 'was done again and is COMMITTED');
  await says(page, '[data-attempts]', 'disk full');
  await says(page, '[data-orders]', 'now it has');
  check('nothing is left to be ordered', (await page.locator('[data-action]').count()) === 0);
  await picture(page, 'compensation-repaired');
}

async function ofTwoOperatorsOneResolvesAndTheOtherSeesThat(page, other, id) {
  for (const one of [page, other]) {
    await one.goto(`${MANAGER}/admin/compensations/${id}`);
    await says(one, 'h1 .badge', 'parked');
  }
  await other.click('[data-action=REPAIR_NOW]');
  await other.fill('textarea[name=reason]', 'late');
  await order(page, 'DISCARD', 'booked by hand');
  await says(page, '[data-next]', 'forbid it');
  await says(other, '[data-stale]', 'It has changed');
  check('the late one can not go on', await other.locator('[data-confirm]').isDisabled());
  await stage('forbid', id);
  await says(page, 'h1 .badge', 'resolved');
  await says(page, '[data-meaning]', 'never done again');
}

async function everyPageInBothLanguagesAndThemes(browser, storage, id, parked) {
  for (const [size, viewport] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ]) {
    for (const [locale, colorScheme] of [
      ['en-GB', 'light'],
      ['zh-CN', 'dark'],
    ]) {
      const page = await open(browser, { viewport, locale, colorScheme, storageState: storage });
      for (const path of [...PAGES, `groups/${id}`, `compensations/${parked}`]) {
        await page.goto(`${MANAGER}/admin/${path}`);
        await page.locator('.card').first().waitFor();
        const name = nameOf(path);
        await isAccessible(page, `${name} ${size} ${locale} ${colorScheme}`);
        const variant = `${size === 'phone' ? '-phone' : ''}${locale === 'zh-CN' ? '-zh-dark' : ''}`;
        if (size === 'desktop' || ['overview', 'group', 'groups', 'compensation', 'compensations'].includes(name)) {
          await picture(page, name + variant);
        }
      }
      const isDark = await page.evaluate(() => document.documentElement.classList.contains('dark'));
      check(`${colorScheme} as the system`, isDark === (colorScheme === 'dark'));
      const heading = await text(page, 'h2 >> nth=0');
      check(`${locale} as the browser: ${heading}`, /[\u4e00-\u9fff]/.test(heading) === (locale === 'zh-CN'));
      await page.context().close();
    }
  }
}

async function languageAndThemeAreKept(page, id) {
  await page.goto(`${MANAGER}/admin/groups/${id}`);
  await page.click('[data-language]');
  await says(page, '[data-sentence]', '没有提交');
  await page.click('[data-theme]');
  await page.reload();
  await says(page, '[data-sentence]', '没有提交');
  check('dark is kept', await page.evaluate(() => document.documentElement.classList.contains('dark')));
  check('the language is told', (await page.getAttribute('html', 'lang')) === 'zh-CN');
  await page.click('[data-language]');
  await page.click('[data-theme]');
  await says(page, '[data-sentence]', 'NOT committed');
}

async function aViewerSeesNoUsers(page, browser) {
  await page.goto(`${MANAGER}/admin/users`);
  await page.fill('input[name=user]', 'wang');
  await page.click('form.card button[type=submit]');
  const password = await text(page, '[data-password]');
  check('a random password', password.length === 20);
  const viewer = await open(browser, {});
  await logIn(viewer, 'wang', password);
  await viewer.locator('[data-verdict]').waitFor();
  check('no users in the menu', (await viewer.locator('nav a[href$="/users"]').count()) === 0);
  await viewer.goto(`${MANAGER}/admin/users`);
  await says(viewer, '[role=alert]', 'does not allow');
  page.once('dialog', (dialog) => dialog.accept());
  await page.locator('tr[data-user=wang] button').last().click();
  await page.locator('tr[data-user=wang]').waitFor({ state: 'detached' });
  await viewer.goto(`${MANAGER}/admin/groups`);
  await viewer.waitForURL(/\/admin\/login/);
  await viewer.context().close();
}

async function leavingEndsTheSession(page) {
  await page.goto(`${MANAGER}/admin/`);
  await page.click('[data-leave]');
  await page.waitForURL(/\/admin\/login/);
  const answer = await page.evaluate(() => fetch('/api/v1/overview').then((response) => response.status));
  check('nothing without a session', answer === 401);
}

await inChromium(async (browser) => {
  const first = await stage('begin');
  await stage('rolled-back');
  const page = await open(browser, {});
  await strangersSeeTheLoginOnly(page, first);
  await page.goto(`${MANAGER}/admin/`);
  await says(page, '[data-verdict]', 'Everything is fine');
  await picture(page, 'overview-fine');
  const lost = await newGroupsNeverMoveWhatIsShown(page);
  await watchesATransactionLoseSomething(page, lost);
  await aPersonDecidesAboutAccount(page);
  await findsAParkedOneReadsWhyAndRepairsIt(page, await losesWhatAProcessCouldDoAgain());
  const second = await page.context().newPage();
  await ofTwoOperatorsOneResolvesAndTheOtherSeesThat(page, second, await losesWhatAProcessCouldDoAgain());
  await second.close();
  const parked = await losesWhatAProcessCouldDoAgain();
  await languageAndThemeAreKept(page, lost);
  await aViewerSeesNoUsers(page, browser);
  const cookies = await page.context().cookies();
  await everyPageInBothLanguagesAndThemes(browser, { cookies, origins: [] }, lost, parked);
  await leavingEndsTheSession(page);
});
