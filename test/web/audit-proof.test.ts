import { afterAll, beforeAll, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { gatehouseProcess } from '../support/command-line.js';
import { temporaryFolder } from '../support/process.js';
import { inDepth } from '../support/proof.js';
import { appears, describeInBrowser, sees, seesCount } from './support/browser.js';
import { expectFit } from './support/fit.js';
import { House } from './support/house.js';
import { insider, type Insider } from './support/insider.js';

const VERIFIER = join(import.meta.dirname, '../../scripts/gatehouse-verify.mjs');

describeInBrowser('the proof', (browser) => {
  const folder = temporaryFolder();
  let house: House;
  let owner: Insider;

  beforeAll(async () => {
    house = await House.open();
    owner = await insider(browser(), house.url, house.ownerLink, 'Ada');
    await owner.call('POST', '/invites', { label: 'Summer' });
  });

  afterAll(async () => {
    await house.close();
    folder.remove();
  });

  async function opens(page: Page): Promise<void> {
    await page.goto(`${house.url}/audit/proof`);
    await appears(page.locator('[data-connection="live"]'));
    await appears(page.getByRole('heading', { name: 'Signed head' }));
  }

  /** What a button saves. */
  async function saves(page: Page, name: string): Promise<string> {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    const download = await saved;
    const path = join(folder.path, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  }

  /** Changes the log while nothing runs, as somebody with the file could. */
  async function tamper(statement: string): Promise<void> {
    await house.stop();
    const log = new Database(house.database.replace(/^sqlite:/, ''));
    log.exec('DROP TRIGGER IF EXISTS events_refuse_update');
    log.exec(statement);
    log.close();
    await house.start();
  }

  it('shows the signed head and its key, and verifies the chain', async () => {
    const { page } = owner;
    await opens(page);
    await sees(page, 'Your browser checked the signature: it is of the key below.');
    await sees(page, /^SHA256:/);
    await sees(page, /^This browser remembers this head from now on/);
    await expectFit(page, 'audit-proof');
    await page.getByRole('button', { name: 'Verify now' }).click();
    const { body } = await owner.call('GET', '/audit/head');
    const { position } = body as unknown as { readonly position: number };
    await sees(page, `All ${position} events are as they were hashed`);
    await expectFit(page, 'audit-verified');
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await sees(page, `All ${position} events are what was signed`);
    await sees(page, /^The tree over them is that of the checkpoint, signed by the key SHA256:/);
    await sees(page, /no witness has signed it/);
    await expectFit(page, 'audit-verified-here');
    await page.getByRole('heading', { name: 'Check it without' }).scrollIntoViewIfNeeded();
    await expectFit(page, 'audit-proof-below');
  });

  it('gives files that the command it shows finds intact, without the server', async () => {
    const { page } = owner;
    await opens(page);
    await saves(page, 'Save the head');
    const checkpoint = readFileSync(await saves(page, 'Download the checkpoint'), 'utf8');
    expect(checkpoint).toMatch(/^127\.0\.0\.1:\d+\/gatehouse\/[^]*\n\n\u2014 /);
    const log = await saves(page, 'Download');
    await sees(page, /^\d+ events were saved\.$/);
    expect(readFileSync(log, 'utf8').trim().split('\n').length).toBeGreaterThan(8);
    const command = await page.getByText(/^node gatehouse-verify/).innerText();
    copyFileSync(VERIFIER, join(folder.path, 'gatehouse-verify.mjs'));
    const [, ...args] = command.split(' ');
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/intact/i)]);
  });

  it('knows the head again that it saw before', async () => {
    const { page } = owner;
    await owner.call('POST', '/invites', { label: 'Autumn' });
    await opens(page);
    await sees(page, /^It fits what this browser remembers: the same key/);
  });

  it('gives a receipt of one’s own joining, which proves on the page what it is of', async () => {
    const { page } = owner;
    await page.goto(`${house.url}/account`);
    const receipt = await saves(page, 'Download receipt');
    await opens(page);
    await page.locator('input[type="file"]').setInputFiles(receipt);
    await page.getByRole('button', { name: 'Check the receipt' }).click();
    await sees(page, /^Event \d+ is in the log$/);
    await sees(page, 'The log of today goes on from there.');
    await expectFit(page, 'audit-receipt');
    const text = page.getByLabel('Or its text');
    await text.fill(readFileSync(receipt, 'utf8').replace(/index \d+/, 'index 1'));
    await page.getByRole('button', { name: 'Check the receipt' }).click();
    await sees(page, 'The receipt proves nothing');
    await text.fill('Not a receipt');
    await page.getByRole('button', { name: 'Check the receipt' }).click();
    await sees(page, /^This is no receipt\./);
  });

  it('knows the log again whose key was replaced, and what was signed before', async () => {
    const { page } = owner;
    const receipt = readFileSync(join(folder.path, 'gatehouse-receipt.txt'), 'utf8');
    await house.stop();
    const settings = { GATEHOUSE_DATABASE_URL: house.database };
    const { code } = await gatehouseProcess(['log', 'key', '--replace', '--yes'], settings);
    expect(code).toBe(0);
    await house.start();
    await opens(page);
    await sees(page, /^The log has another key than on .*: the old one has signed for it\./);
    await expectFit(page, 'audit-new-key');
    await page.getByLabel('Or its text').fill(receipt);
    await page.getByRole('button', { name: 'Check the receipt' }).click();
    await sees(page, /^That key has been replaced since/);
    await opens(page);
    await sees(page, /^It fits what this browser remembers: the same key/);
  });

  inDepth('names the event that was changed, and leads to it', async () => {
    const { page } = owner;
    await tamper(`UPDATE events SET actor = 'nobody' WHERE position = 9`);
    await opens(page);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await sees(page, 'The event at position 9 is not as it was hashed');
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await sees(page, 'The event at position 9 is not as it should be');
    await sees(page, /^Its hash is another than that of what it says/);
    await expectFit(page, 'audit-tampered');
    await page.getByRole('link', { name: 'Look at this event' }).first().click();
    await page.waitForURL(/from_position=9/);
    await appears(page.locator('[data-index="0"]'));
    await seesCount(page.locator('[data-index]'), 1);
  });

  inDepth('says that the log was rewritten since it was last looked at', async () => {
    const { page } = owner;
    await opens(page);
    await sees(page, /^It fits what this browser remembers/);
    const newest = 'position = (SELECT MAX(position) FROM events)';
    await tamper(`UPDATE events SET hash = zeroblob(32) WHERE ${newest}`);
    await opens(page);
    await sees(page, /^The log was rewritten since /);
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await sees(page, /^The event at position \d+ is not as it should be$/);
    await expectFit(page, 'audit-rewritten');
    expect(owner.complaints).toEqual([]);
  });
});
