import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PROVING } from '../../support/proof.js';
import { findingsInBoth } from './accessibility.js';
import { overflows, shoot } from './screenshots.js';

/**
 * A page as it stands: pictures of it are taken if asked for; in `npm run prove -- web` axe finds nothing, and it fits
 * the narrowest window.
 */
export async function expectFit(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  if (!PROVING) return;
  expect(await findingsInBoth(page)).toEqual([]);
  expect(await overflows(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 720 });
}
