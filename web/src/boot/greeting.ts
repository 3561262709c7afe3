import { inThisTab } from './remembered.js';

/** What the console says to whoever comes from the page of a link: they are in already, also where there is no such invite. */
export type Greeting = 'already' | 'noSuchInvite';

const KEPT = 'gatehouse.greeting';

export function greet(greeting: Greeting): void {
  inThisTab.write(KEPT, greeting);
}

/** What is to be said, once. */
export function greeting(): Greeting | undefined {
  const kept = inThisTab.read(KEPT);
  inThisTab.write(KEPT, null);
  return kept === 'already' || kept === 'noSuchInvite' ? kept : undefined;
}
