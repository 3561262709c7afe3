import { inThisTab } from './remembered.js';

/** What the console says to whoever comes from the page of a link. */
export type Greeting = 'already';

const KEPT = 'gatehouse.greeting';

export function greet(greeting: Greeting): void {
  inThisTab.write(KEPT, greeting);
}

/** What is to be said, once. */
export function greeting(): Greeting | undefined {
  const kept = inThisTab.read(KEPT);
  inThisTab.write(KEPT, null);
  return kept === 'already' ? kept : undefined;
}
