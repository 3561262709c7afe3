import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findingsInBoth } from './accessibility.js';
import { overflows, shoot } from './screenshots.js';

/** A page as it stands: pictures of it are taken, axe finds nothing, and it fits the narrowest window. */
export async function expectFit(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  expect(await findingsInBoth(page)).toEqual([]);
  expect(await overflows(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 720 });
}
