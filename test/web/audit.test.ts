import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { memberBy, type Person } from '../support/person.js';
import { inDepth } from '../support/proof.js';
import { findingsInBoth } from './support/accessibility.js';
import { appears, describeInBrowser, sees, seesCount, vanishes } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider, type Insider } from './support/insider.js';
import { tabTo } from './support/keyboard.js';

const HOSTILE = '<b>שלום</b> & <actor/>';
const VIEW_AUDIT_LOG = 1 << 12;

interface Event {
  readonly position: number;
  readonly type: string;
  readonly hash: string;
  readonly stream: string;
}

describeInBrowser('the audit', (browser) => {
  let house: House;
  let owner: Insider;
  let grace: Person;
  /** An invite by the label `Summer`. */
  let summer: string;
  let pilot: string;

  beforeAll(async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
    await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    summer = (await owner.call('POST', '/invites', { label: 'Summer' })).body.code;
    grace = await comes('Grace', summer);
    const role = { name: 'Pilot', color: '#2f9e44', permissions: 0b11, position: 5 };
    pilot = (await owner.call('POST', '/roles', role)).body.id;
    await owner.call('PUT', `/members/${grace.pubkey}/roles/${pilot}`);
    await owner.call('PATCH', `/invites/${summer}`, { paused: true });
    await owner.call('PATCH', `/invites/${summer}`, { paused: false, max_uses: 50 });
  });

  afterAll(() => house.close());

  /** Somebody who came in by an invite, and said what to be called. */
  async function comes(name: string, code: string): Promise<Person> {
    const person = await memberBy(house.url, code);
    const named = await person.call('PATCH', '/auth/me', { body: { display_name: name } });
    expect(named.status).toBe(200);
    return person;
  }

  async function events(query: string): Promise<readonly Event[]> {
    const { body } = await owner.call('GET', `/audit/events?${query}`);
    return (body as unknown as { readonly events: readonly Event[] }).events;
  }

  const opens = async (page: Page, path: string): Promise<void> => {
    await page.goto(house.url + path);
    await appears(page.locator('[data-connection="live"]'));
  };
  const row = (page: Page, text: string | RegExp) =>
    page.getByRole('row').filter({ hasText: text });
  const table = (page: Page) => page.getByRole('table', { name: 'Events' });
  const address = (page: Page) => new URL(page.url());

  it('tells what happened in plain words, the newest first', async () => {
    const { page } = owner;
    await opens(page, '/audit');
    await appears(row(page, /Ada \(you\) paused the invite Summer/));
    await appears(row(page, /Ada \(you\) gave Grace the role\s*Pilot/));
    await appears(row(page, /Grace joined by the invite Summer .* brought by Ada/));
    await appears(row(page, /Ada \(you\) changed the invite Summer[^]*For how many people:\s*50/));
    const first = await page.locator('[data-index="0"]').innerText();
    const [newest] = await events('order=desc&limit=1');
    expect(first).toContain(String(newest?.position));
    await expectFit(page, 'audit');
    await opens(page, '/audit?type=ServerCreated');
    await appears(row(page, /The community Harbour Watch was founded[^]*Whoever has an invite/));
  });

  it('unfolds each event as it is, with its hashes, by keyboard, to be copied', async () => {
    const { page } = owner;
    await opens(page, '/audit');
    const [paused] = await events('type=InvitePaused&limit=1');
    await page.getByRole('button', { name: `Show details of event ${paused?.position}` }).focus();
    await page.keyboard.press('Enter');
    const raw = page.getByRole('region', { name: `Event ${paused?.position} as JSON` });
    await appears(raw);
    expect(await raw.innerText()).toContain(`"hash": "${paused?.hash}"`);
    await tabTo(page, 'Copy the JSON');
    await page.keyboard.press('Enter');
    await sees(page, 'Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({ type: 'InvitePaused', hash: paused?.hash });
    await expectFit(page, 'audit-raw');
    await page.getByRole('link', { name: 'Only this stream' }).click();
    const stream = page.getByLabel('Stream', { exact: true });
    await appears(stream);
    expect(await stream.inputValue()).toBe(paused?.stream);
  });

  it('is filtered, and the filter stands in the address', async () => {
    const { page } = owner;
    await opens(page, '/audit');
    await page.getByLabel('Kind of event').selectOption('MemberRoleAdded');
    await page.getByRole('combobox', { name: 'Person' }).fill('grace');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/type=MemberRoleAdded/);
    expect(address(page).searchParams.get('user')).toBe(grace.userId);
    await appears(row(page, 'gave Grace the role'));
    await vanishes(row(page, 'paused the invite'));
    await expectFit(page, 'audit-filtered');
    const other = await owner.context.newPage();
    await opens(other, address(page).pathname + address(page).search);
    await appears(row(other, 'gave Grace the role'));
    await seesCount(other.locator('[data-index]'), 1);
    expect(await other.getByRole('combobox', { name: 'Person' }).inputValue()).toMatch(/^Grace \(/);
    await other.close();
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await appears(row(page, 'paused the invite'));
    expect(address(page).search).toBe('');
  });

  inDepth('is filtered by position, time, invite and who did it', async () => {
    const { page } = owner;
    const [paused] = await events('type=InvitePaused&limit=1');
    const at = paused?.position ?? 0;
    await opens(page, '/audit');
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('From position').fill(String(at - 1));
    await page.getByLabel('To position').fill(String(at));
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await sees(page, 'That is all.');
    await seesCount(page.locator('[data-index]'), 2);
    await page.getByLabel('Invite', { exact: true }).fill(`${house.url}/invite/${summer}`);
    await page.getByRole('combobox', { name: 'Done by' }).fill('Ada');
    await page.keyboard.press('Escape');
    await page.getByLabel('From', { exact: true }).fill('2020-01-01T00:00:00');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/invite=/);
    await sees(page, 'That is all.');
    expect(address(page).searchParams.get('invite')).toBe(summer);
    expect(address(page).searchParams.get('from')).toBe('2020-01-01T00:00:00.000Z');
    await seesCount(page.locator('[data-index]'), 1);
  });

  inDepth('says which filter is none, and what to do when nothing meets them', async () => {
    const { page } = owner;
    await opens(page, '/audit');
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByRole('combobox', { name: 'Done by' }).fill('Nobody at all');
    await page.keyboard.press('Escape');
    await page.getByLabel('Stream').fill('two words');
    await page.getByLabel('From position').fill('9');
    await page.getByLabel('To position').fill('3');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await sees(page, 'A stream is one word, e.g. server or invite-Ab3xK9Qz.');
    await sees(page, 'This is before the other end.');
    await page.getByLabel('Stream').fill('role-none');
    await page.getByLabel('To position').fill('');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await sees(page, /No member is called that/);
    await expectFit(page, 'audit-filter-faults');
    await page.getByRole('combobox', { name: 'Done by' }).fill('');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await sees(page, 'No event meets these filters');
    await expectFit(page, 'audit-nothing');
  });

  inDepth('tells of new events without moving what one reads', async () => {
    const { page } = owner;
    await opens(page, '/audit');
    const read = row(page, 'paused the invite');
    await appears(read);
    const before = await read.boundingBox();
    await owner.call('PATCH', '/server', { name: 'Harbour Night' });
    await appears(page.getByRole('button', { name: '1 new event' }));
    expect(await page.getByRole('status').allInnerTexts()).toContain('1 new event');
    await owner.call('PUT', `/members/${grace.pubkey}/roles/admin`);
    await appears(page.getByRole('button', { name: '2 new events' }));
    expect(await page.getByRole('status').allInnerTexts()).toContain('1 new event');
    expect(await read.boundingBox()).toEqual(before);
    expect(await row(page, 'changed the settings').count()).toBe(0);
    await expectFit(page, 'audit-new');
    await page.getByRole('button', { name: '2 new events' }).click();
    await appears(row(page, /changed the settings[^]*Name:\s*Harbour Night/));
    expect(await page.locator('[data-index="0"]').innerText()).toMatch(
      /gave Grace the role\s*admin/,
    );
    await appears(read);
    expect(await page.getByRole('button', { name: /new events?$/ }).count()).toBe(0);
  });

  inDepth('shows hostile names as text', async () => {
    const { page } = owner;
    const { body } = await owner.call('POST', '/invites', { label: HOSTILE });
    const person = await comes(HOSTILE, body.code);
    await owner.call('POST', `/members/${person.pubkey}/kick`, { reason: HOSTILE });
    await opens(page, '/audit?type=MemberKicked');
    await appears(row(page, `removed ${HOSTILE}`));
    await appears(row(page, `Reason: ${HOSTILE}`));
    await opens(page, '/audit?type=InviteCreated');
    await appears(row(page, HOSTILE).first());
    await opens(page, '/audit?type=DisplayNameChanged');
    await appears(row(page, `took the name ${HOSTILE}`));
    expect(await table(page).locator('b').count()).toBe(0);
    expect(await findingsInBoth(page)).toEqual([]);
  });

  it('shows the community as it was, and what is different now', async () => {
    const { page } = owner;
    const linus = await comes('Linus', summer);
    const [joined] = await events(`stream=user-${linus.userId}&type=MemberJoined&limit=1`);
    await linus.call('PATCH', '/auth/me', { body: { display_name: 'Renamed' } });
    await linus.call('DELETE', '/members/me');
    await opens(page, `/audit?user=${linus.userId}&type=MemberJoined`);
    await page.getByRole('button', { name: /^Show details of event/ }).click();
    await page.getByRole('link', { name: 'The community as of here' }).click();
    await page.waitForURL(new RegExp(`position=${joined?.position}`));
    await sees(page, new RegExp(`^As of position ${joined?.position}, `));
    await appears(row(page, linus.pubkey.slice(0, 8)));
    await expectFit(page, 'audit-as-of');
    await page.getByRole('button', { name: 'Back to now' }).click();
    await sees(page, 'This is now.');
    await appears(row(page, 'Grace'));
    await vanishes(row(page, linus.pubkey.slice(0, 8)));
    await opens(page, `/audit/as-of?position=${joined?.position}&view=changes`);
    const change = page
      .getByRole('region')
      .or(page.locator('section'))
      .filter({ hasText: 'Renamed' });
    await appears(change.getByRole('row', { name: /^Member yes no/ }));
    await appears(change.getByRole('row', { name: /^Name .*Renamed/ }));
    await expectFit(page, 'audit-changes');
  });

  inDepth('is walked through time by keyboard, on a slider and by typing', async () => {
    const { page } = owner;
    await owner.call('PATCH', '/server', { name: 'Harbour Dawn' });
    await opens(page, '/audit/as-of?position=5&view=settings');
    const slider = page.getByRole('slider', { name: 'Position in the log' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/position=6/);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/position=7/);
    expect(await slider.evaluate((thumb) => thumb === document.activeElement)).toBe(true);
    const settings = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { level: 2 }) });
    await appears(settings.getByText('Harbour Watch'));
    await expectFit(page, 'audit-settings');
    await page.getByLabel('Position', { exact: true }).fill('99999');
    await page.keyboard.press('Enter');
    await sees(page, /^A whole number from 1 to \d+, where the log ends\.$/);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await appears(settings.getByText('Harbour Dawn'));
    await page.getByLabel('Or a time').fill('2020-01-01T00:00:00');
    await page.keyboard.press('Enter');
    await sees(page, /there was no community yet/);
    await sees(page, 'There was no such thing then');
    await expectFit(page, 'audit-before');
  });

  inDepth('shows an invite, a person and a role as they were', async () => {
    const { page } = owner;
    const [paused] = await events('type=InvitePaused&limit=1');
    await opens(page, `/invites/${summer}`);
    await page.getByRole('link', { name: 'See it as it was at any moment' }).click();
    await page.getByLabel('Position', { exact: true }).fill(String(paused?.position));
    await page.keyboard.press('Enter');
    const thing = page.locator('section').filter({ has: page.getByRole('heading', { level: 2 }) });
    await appears(thing.getByText('Paused', { exact: true }));
    await expectFit(page, 'audit-invite');
    await opens(page, `/members/${grace.pubkey}`);
    await page.getByRole('link', { name: 'See them as they were at any moment' }).click();
    await page.getByLabel('Position', { exact: true }).fill(String(paused?.position));
    await page.keyboard.press('Enter');
    // The roles of now stand there until that moment has come.
    await sees(page, new RegExp(`^As of position ${String(paused?.position)}, `));
    await vanishes(thing.getByText('admin'));
    await appears(thing.getByText('Pilot'));
    await page.getByLabel('What to look at').selectOption('role');
    await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Pilot' });
    await appears(thing.getByText('Send messages, Read messages'));
    await expectFit(page, 'audit-role');
  });

  it('walks from anybody up to the owner, and down', async () => {
    const { page } = owner;
    await opens(page, '/audit/invited');
    await appears(page.getByRole('treeitem', { name: /Ada/ }));
    await page.getByRole('combobox', { name: 'Person' }).fill(grace.pubkey);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(new RegExp(grace.userId));
    const above = page.getByRole('navigation', { name: 'Who brought them' });
    await appears(above.getByText('Ada'));
    expect((await above.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/Ada.*Grace/);
    await expectFit(page, 'audit-invited');
  });

  it('counts who joined: by day, by invite, by who brought them, and what became of an invite', async () => {
    const { page } = owner;
    await opens(page, '/audit/joins');
    const today = page.getByRole('slider', { name: 'Joins a day' });
    await appears(today);
    expect(await today.getAttribute('aria-valuetext')).toMatch(/: [1-9]\d* joins$/);
    await today.press('ArrowLeft');
    await appears(page.getByText(/: 0 joins$/));
    await appears(page.getByRole('list', { name: 'By invite' }).getByText('Summer'));
    await appears(page.getByRole('list', { name: 'By who brought them' }).getByText('Ada'));
    await expectFit(page, 'audit-joins');
    await page.getByRole('link', { name: 'Summer' }).click();
    const funnel = page.getByRole('list', { name: 'What became of it' });
    await appears(funnel.getByText('Tried to join'));
    await expectFit(page, 'invite-funnel');
  });

  it('tells why somebody could not join', async () => {
    const { page } = owner;
    const { body } = await owner.call('POST', '/invites', { label: 'Winter' });
    await owner.call('DELETE', `/invites/${body.code}`);
    const late = await memberBy(house.url, summer);
    await late.call('DELETE', '/members/me');
    expect((await late.join(body.code)).status).toBe(410);
    await owner.call('POST', `/members/${late.pubkey}/ban`, {});
    const again = await late.signIn().catch(() => late);
    await again.join(summer).catch(() => undefined);
    await opens(page, '/audit/refusals');
    await page.getByRole('button', { name: 'Find out' }).click();
    await sees(page, 'Name a person, an invite, or both.');
    await page.getByRole('combobox', { name: 'Person' }).fill(late.pubkey);
    await page.getByRole('button', { name: 'Find out' }).click();
    await sees(page, 'The invite was revoked, for good. Make a new one.');
    await sees(page, 'They are banned. Lifting the ban lets them join again.');
    await expectFit(page, 'audit-refusals');
    await page.getByLabel('Invite', { exact: true }).fill(summer);
    await page.getByRole('button', { name: 'Find out' }).click();
    await sees(page, 'If they tried now, by this invite');
  });

  inDepth(
    'masks codes for whoever does not manage invites, and keeps out whoever may not see it',
    async () => {
      const { body: role } = await owner.call('POST', '/roles', {
        name: 'Auditor',
        permissions: VIEW_AUDIT_LOG,
        position: 3,
      });
      const { body: link } = await owner.call('POST', '/invites', { grant_role_id: role.id });
      const auditor = await insider(browser(), house.url, link.invite_link, 'Audrey');
      await opens(auditor.page, '/audit?type=InviteConsumed');
      await appears(row(auditor.page, /hidden code ~\d+/).first());
      expect(await table(auditor.page).innerText()).not.toContain(summer);
      await auditor.page
        .getByRole('button', { name: /^Show details of event/ })
        .first()
        .click();
      expect(await auditor.page.getByRole('region', { name: /as JSON$/ }).innerText()).toMatch(
        /"~\d+"/,
      );
      await auditor.page.getByRole('link', { name: 'Only this invite' }).click();
      await auditor.page.waitForURL(({ searchParams }) => searchParams.has('invite'));
      expect(address(auditor.page).searchParams.get('invite')).toMatch(/^~\d+$/);
      await appears(row(auditor.page, /hidden code/).first());
      await expectFit(auditor.page, 'audit-masked');
      expect(auditor.complaints).toEqual([]);
      await auditor.context.close();
      const plain = await insider(browser(), house.url, `${house.url}/invite/${summer}`, 'Paul');
      expect(await plain.page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
      for (const path of ['', '/as-of', '/invited', '/refusals', '/proof']) {
        await plain.page.goto(`${house.url}/audit${path}`);
        await sees(plain.page, 'You may not see this page');
      }
      await expectFit(plain.page, 'audit-guard');
      expect(plain.complaints).toEqual([]);
      await plain.context.close();
    },
  );

  inDepth('says when the server does not answer, and goes on when it does', async () => {
    const { page } = owner;
    await opens(page, '/audit/proof');
    await appears(page.getByRole('button', { name: 'Verify now' }));
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await sees(page, 'The server does not answer');
    await expectFit(page, 'audit-offline');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await sees(page, /^All \d+ events are as they were hashed$/);
  });

  inDepth('is told of in German', async () => {
    const { page } = owner;
    await opens(page, '/audit?type=InvitePaused');
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await appears(row(page, /hat die Einladung Summer .* angehalten/));
    await page.keyboard.press('Escape');
    await expectFit(page, 'audit-german');
    for (const path of ['as-of', 'invited', 'refusals', 'proof']) {
      await opens(page, `/audit/${path}`);
      await appears(page.getByRole('heading', { level: 1 }));
      await expectFit(page, `audit-german-${path}`);
    }
    expect(owner.complaints).toEqual([]);
  });
});
