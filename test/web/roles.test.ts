import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inDepth } from '../support/proof.js';
import { until } from '../support/until.js';
import { appears, describeInBrowser, sees, vanishes } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider, type Insider } from './support/insider.js';
import { tabTo } from './support/keyboard.js';

interface Role {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly permissions: number;
}

const MANAGE_ROLES = 1 << 4;
const KICK = 1 << 5;
const BAN = 1 << 6;
const INVITES = 1 << 7;

describeInBrowser('the roles', (browser) => {
  let house: House;
  let owner: Insider;

  beforeAll(async () => {
    house = await House.open({ GATEHOUSE_RATE_LIMIT: 'off' });
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
  });

  afterAll(() => house.close());

  const opens = async (page: Page, path: string): Promise<void> => {
    await page.goto(house.url + path);
    await appears(page.locator('[data-connection="live"]'));
  };

  async function roles(): Promise<readonly Role[]> {
    const { body } = await owner.call('GET', '/roles');
    return (body as unknown as { readonly roles: readonly Role[] }).roles;
  }

  async function makes(name: string, position: number, permissions = 0): Promise<string> {
    const { body } = await owner.call('POST', '/roles', { name, position, permissions });
    return body.id;
  }

  /** The owner on another page, which hears of changes by the server's answers only. */
  async function cutOff(path: string): Promise<Page> {
    const page = await owner.context.newPage();
    await page.routeWebSocket('**/gateway/**', (socket) => void socket.close());
    await page.goto(house.url + path);
    return page;
  }

  /** Presses something that writes; the status of the first answer. */
  async function sends(page: Page, method: string, button: string): Promise<number> {
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === method),
      page.getByRole('button', { name: button }).click(),
    ]);
    return answer.status();
  }

  const nameField = (page: Page) => page.getByRole('textbox', { name: 'Name' });
  const order = async (): Promise<string> => (await roles()).map(({ name }) => name).join(' ');
  const shown = async (page: Page): Promise<string> =>
    (await page.getByRole('listitem').getByRole('link').allInnerTexts()).join(' ');

  async function becomes(page: Page, wanted: string): Promise<void> {
    await page.waitForFunction(
      (text) =>
        [...document.querySelectorAll('main li a')].map((link) => link.textContent).join(' ') ===
        text,
      wanted,
    );
    expect(await shown(page)).toBe(wanted);
  }

  it('are made by keyboard, with a colour and permissions in words', async () => {
    const { page } = owner;
    await opens(page, '/roles');
    await tabTo(page, 'New role');
    await page.keyboard.press('Enter');
    await appears(page.getByRole('heading', { level: 1, name: 'New role' }));
    await tabTo(page, /^Name/);
    await page.keyboard.type('Harbour master');
    await page.getByLabel('Colour', { exact: true }).fill('#2f9e44');
    await page.keyboard.press('Escape');
    await tabTo(page, /^Manage invites/);
    await page.keyboard.press('Space');
    await expectFit(page, 'role-new');
    await page.getByRole('button', { name: 'Create' }).click();
    await sees(page, /The role .*Harbour master.* was created/);
    const made = (await roles()).find(({ name }) => name === 'Harbour master');
    expect(made).toMatchObject({ color: '#2f9e44', permissions: 128 });
  });

  inDepth('say which field is wrong, and keep what was typed', async () => {
    const { page } = owner;
    await opens(page, '/roles/new');
    await nameField(page).fill('bad\u202ename');
    await page.getByRole('button', { name: 'Create' }).click();
    await sees(page, 'Something is not right in what was entered');
    expect(await nameField(page).inputValue()).toBe('bad\u202ename');
    expect(await nameField(page).getAttribute('aria-invalid')).toBe('true');
    await nameField(page).fill('Named well');
    const colour = page.getByLabel('Colour', { exact: true });
    await colour.fill('reddish');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Create' }).click();
    await appears(colour.and(page.locator('[aria-invalid="true"]')));
    expect(await colour.inputValue()).toBe('reddish');
  });

  it('are not lost with what was entered: whoever leaves is asked', async () => {
    const { page } = owner;
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    const goes = () => page.getByRole('link', { name: 'Members' }).click();
    await opens(page, '/roles/new');
    await nameField(page).fill('Half made');
    await goes();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await vanishes(question);
    expect(await nameField(page).inputValue()).toBe('Half made');
    await goes();
    await question.getByRole('button', { name: 'Leave' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Members' }));
    const id = await makes('Halfway', 1);
    await opens(page, `/roles/${id}`);
    await nameField(page).fill('Half changed');
    await page.getByRole('button', { name: 'View as this role' }).click();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await vanishes(question);
    expect(await nameField(page).inputValue()).toBe('Half changed');
    // What is deleted needs no saving.
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await sees(page, 'The role Halfway was deleted.');
    await appears(page.getByRole('heading', { level: 1, name: 'Roles' }));
  });

  it('are put in order by keyboard, by mouse, and by the arrows', async () => {
    const { page } = owner;
    await makes('Pilot', 2);
    await makes('Bosun', 3);
    await opens(page, '/roles');
    await becomes(page, 'admin Bosun Pilot Harbour master everyone');
    await page.getByRole('button', { name: 'Drag Harbour master' }).focus();
    await page.keyboard.press('Space');
    await sees(page, 'Harbour master is picked up.');
    await page.keyboard.press('ArrowUp');
    await sees(page, 'Harbour master is at place 2.');
    await page.keyboard.press('ArrowUp');
    await sees(page, 'Harbour master is at place 1.');
    await page.keyboard.press('Space');
    await becomes(page, 'admin Harbour master Bosun Pilot everyone');
    await sees(page, 'Harbour master is now at place 1.');
    expect(await order()).toBe('admin Harbour master Bosun Pilot everyone');
    await page.getByRole('button', { name: 'Move Harbour master down' }).click();
    await becomes(page, 'admin Bosun Harbour master Pilot everyone');
    await sees(page, 'Harbour master is now at place 2.');
    expect(await order()).toBe('admin Bosun Harbour master Pilot everyone');
    const from = await page.getByRole('button', { name: 'Drag Pilot' }).boundingBox();
    const to = await page.getByRole('button', { name: 'Drag Bosun' }).boundingBox();
    if (!from || !to) throw new Error('There is nothing to drag.');
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + 5, { steps: 10 });
    await page.mouse.up();
    await becomes(page, 'admin Pilot Bosun Harbour master everyone');
    await sees(page, 'Pilot is now at place 1.');
    expect(await order()).toBe('admin Pilot Bosun Harbour master everyone');
    await expectFit(page, 'roles');
  });

  it('stay in the order that somebody else gave them meanwhile, and are all put in one at once', async () => {
    const before = 'admin Pilot Bosun Harbour master everyone';
    const page = await cutOff('/roles');
    await becomes(page, before);
    const writes: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (request.method() !== 'GET' && pathname.startsWith('/api/v1/roles')) {
        writes.push(`${request.method()} ${pathname}`);
      }
    });
    const pilot = (await roles()).find(({ name }) => name === 'Pilot')?.id ?? '';
    await owner.call('PATCH', `/roles/${pilot}`, { position: 1 });
    expect(await sends(page, 'PUT', 'Move Harbour master up')).toBe(412);
    await sees(page, 'Somebody else changed the roles meanwhile');
    await becomes(page, 'admin Bosun Harbour master Pilot everyone');
    expect(await order()).toBe('admin Bosun Harbour master Pilot everyone');
    await expectFit(page, 'roles-conflict');
    // There is no room between the two above: both positions are written together.
    expect(await sends(page, 'PUT', 'Move Pilot up')).toBe(200);
    await becomes(page, 'admin Bosun Pilot Harbour master everyone');
    expect(await order()).toBe('admin Bosun Pilot Harbour master everyone');
    expect(await page.getByText('Somebody else changed the roles meanwhile').count()).toBe(0);
    expect(writes).toEqual(['PUT /api/v1/roles/order', 'PUT /api/v1/roles/order']);
    await page.close();
  });

  it('are changed, and say so when somebody else changed the same meanwhile', async () => {
    const { page } = owner;
    const id = (await roles()).find(({ name }) => name === 'Bosun')?.id ?? '';
    await opens(page, `/roles/${id}`);
    await nameField(page).fill('Boatswain');
    await owner.call('PATCH', `/roles/${id}`, { name: 'Coxswain' });
    await sees(page, 'This was changed meanwhile');
    expect(await nameField(page).inputValue()).toBe('Boatswain');
    await expectFit(page, 'role-stale');
    await page.getByRole('button', { name: 'Take theirs: Name' }).click();
    expect(await nameField(page).inputValue()).toBe('Coxswain');
    await owner.call('PATCH', `/roles/${id}`, { name: 'Bosun' });
    await appears(page.getByRole('heading', { level: 1, name: 'Bosun' }));
    expect(await nameField(page).inputValue()).toBe('Bosun');
    await page.getByRole('switch', { name: /^Ban members/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await sees(page, 'The role Bosun was saved.');
    expect((await roles()).find((role) => role.id === id)?.permissions).toBe(BAN);
  });

  it('keep what is entered while they are being saved', async () => {
    const { page } = owner;
    const id = await makes('Stoker', 1, BAN);
    await opens(page, `/roles/${id}`);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route(`**/api/v1/roles/${id}`, async (route) => {
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    });
    const mayBan = page.getByRole('switch', { name: /^Ban members/ });
    await mayBan.click();
    await page.getByRole('button', { name: 'Save' }).click();
    // The server has it, the page may have heard of it, and waits for the answer.
    const permissions = async () => (await roles()).find((role) => role.id === id)?.permissions;
    await until('saved', async () => (await permissions()) === 0);
    await mayBan.click();
    await nameField(page).fill('Fireman');
    answer();
    await sees(page, 'The role Stoker was saved.');
    await page.unroute(`**/api/v1/roles/${id}`);
    expect(await mayBan.isChecked()).toBe(true);
    expect(await nameField(page).inputValue()).toBe('Fireman');
    expect(await page.getByText('This was changed meanwhile').count()).toBe(0);
    await page.getByRole('button', { name: 'Save' }).click();
    await sees(page, 'The role Fireman was saved.');
    const saved = (await roles()).find((role) => role.id === id);
    expect(saved).toMatchObject({ name: 'Fireman', permissions: BAN });
    await owner.call('DELETE', `/roles/${id}`);
  });

  it('get back no permission that somebody else has taken away meanwhile: both are shown', async () => {
    const id = await makes('Watchman', 1, BAN | KICK);
    const permissions = async () => (await roles()).find((role) => role.id === id)?.permissions;
    const page = await cutOff(`/roles/${id}`);
    const allows = (name: RegExp) => page.getByRole('switch', { name });
    await allows(/^Manage invites/).click();
    await owner.call('PATCH', `/roles/${id}`, { permissions: KICK });
    expect(await sends(page, 'PATCH', 'Save')).toBe(412);
    await sees(page, 'Nothing was saved. Look at it, then save again.');
    await sees(page, 'Added: Manage invites');
    await sees(page, 'Taken away: Ban members');
    expect(await permissions()).toBe(KICK);
    expect(await allows(/^Manage invites/).isChecked()).toBe(true);
    await expectFit(page, 'role-conflict');
    await page.getByRole('button', { name: 'Keep mine: Permissions' }).click();
    expect(await allows(/^Ban members/).isChecked()).toBe(false);
    expect(await sends(page, 'PATCH', 'Save')).toBe(200);
    await sees(page, 'The role Watchman was saved.');
    expect(await permissions()).toBe(KICK | INVITES);
    await allows(/^Manage messages/).click();
    await owner.call('PATCH', `/roles/${id}`, { permissions: BAN });
    expect(await sends(page, 'PATCH', 'Save')).toBe(412);
    await sees(page, 'Added: Manage messages');
    await sees(page, 'Added: Ban members');
    await sees(page, 'Taken away: Kick members, Manage invites');
    await page.getByRole('button', { name: 'Take theirs: Permissions' }).click();
    expect(await allows(/^Manage messages/).isChecked()).toBe(false);
    expect(await allows(/^Ban members/).isChecked()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await permissions()).toBe(BAN);
    await page.close();
  });

  inDepth('are saved as the server takes them, which is nobody else’s change', async () => {
    const { page } = owner;
    await opens(page, `/roles/${await makes('Cook', 1)}`);
    await nameField(page).fill(' Purser ');
    await page.getByRole('button', { name: 'Save' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Purser' }));
    await sees(page, 'The role Purser was saved.');
    expect(await nameField(page).inputValue()).toBe('Purser');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await page.getByText('This was changed meanwhile').count()).toBe(0);
  });

  it('are deleted after it was said what follows; whoever edits one meanwhile is told', async () => {
    const { page } = owner;
    const id = await makes('Stowaway', 1);
    await opens(page, `/roles/${id}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await sees(page, /All its members lose it at once/);
    await expectFit(page, 'role-delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await sees(page, 'The role Stowaway was deleted.');
    expect(await order()).not.toContain('Stowaway');
    const other = await makes('Ghost', 1);
    await opens(page, `/roles/${other}`);
    await nameField(page).fill('Spirit');
    await owner.call('DELETE', `/roles/${other}`);
    await sees(page, 'This role was deleted meanwhile');
    expect(await nameField(page).inputValue()).toBe('Spirit');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  });

  inDepth('are what a manager may change, and no more; others can read them', async () => {
    const { body } = await owner.call('POST', '/invites');
    const someone = await insider(browser(), house.url, body.invite_link, 'Mary');
    const { page } = someone;
    await opens(page, '/roles');
    await sees(page, 'Bosun');
    expect(await page.getByRole('button', { name: /^Drag|^Move|^New/ }).count()).toBe(0);
    const rank = await makes('Mate', 500, MANAGE_ROLES);
    const above = await makes('Captain', 600);
    const { pubkey } = (await someone.call('GET', '/auth/me')).body;
    await owner.call('PUT', `/members/${pubkey}/roles/${rank}`);
    await appears(page.getByRole('button', { name: 'Drag Bosun' }));
    expect(await page.getByRole('button', { name: /^Drag (Mate|Captain|admin)/ }).count()).toBe(0);
    await opens(page, `/roles/${above}`);
    await sees(page, 'You can only change roles that stand below your own highest.');
    expect(await page.getByRole('switch', { disabled: false }).count()).toBe(0);
    await expectFit(page, 'role-read-only');
    await opens(page, '/roles/new');
    const manage = page.getByRole('switch', { name: /^Manage the community/ });
    expect(await manage.isDisabled()).toBe(true);
    await sees(page, /You lack this permission and cannot hand it out/);
    await someone.context.close();
    expect(someone.complaints).toEqual([]);
  });

  it('are looked through, as whoever holds one sees the console, and nothing is sent', async () => {
    const { page } = owner;
    const id = await makes('Lookout', 7, INVITES);
    await opens(page, `/roles/${id}`);
    const writes: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') writes.push(request.url());
    });
    await page.getByRole('button', { name: 'View as this role' }).click();
    const bar = page.getByText(/as somebody with the role .*Lookout.* and no other/);
    await appears(bar);
    await vanishes(page.getByRole('link', { name: 'Settings' }));
    await page.getByRole('link', { name: 'Invites' }).click();
    await page.getByRole('button', { name: 'New invite' }).first().click();
    await page.getByRole('button', { name: 'Make the invite' }).click();
    await sees(page, 'Nothing was sent');
    await expectFit(page, 'role-viewed');
    await page.keyboard.press('Escape');
    await page.goBack();
    await page.getByRole('link', { name: 'Roles' }).click();
    await page.getByRole('link', { name: 'Lookout' }).click();
    await sees(page, 'Only those who manage roles can change this.');
    await page.getByRole('button', { name: 'Stop viewing' }).click();
    await vanishes(bar);
    await appears(page.getByRole('link', { name: 'Settings' }));
    expect(await nameField(page).isEnabled()).toBe(true);
    expect(writes).toEqual([]);
  });

  inDepth('are told of in German', async () => {
    const { page } = owner;
    await opens(page, '/roles');
    await page.getByRole('button', { name: 'Your menu' }).click();
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Rollen' }));
    await expectFit(page, 'roles-german');
    await page.getByRole('button', { name: 'Neue Rolle' }).click();
    await sees(page, 'Nachrichten lesen');
    await expectFit(page, 'role-german');
    expect(owner.complaints).toEqual([]);
  });
});
