import type { Step } from './tree-layout.js';

/** What a key does in the drawing. */
export type TreeDeed = Step | 'turn' | 'open' | 'in' | 'out' | 'fit';

const KEYS: Readonly<Record<string, TreeDeed>> = {
  ArrowLeft: 'parent',
  ArrowRight: 'child',
  ArrowUp: 'before',
  ArrowDown: 'after',
  Home: 'first',
  End: 'last',
  ' ': 'turn',
  Enter: 'open',
  '+': 'in',
  '=': 'in',
  '-': 'out',
  '0': 'fit',
};

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** With Control and the like, a key is the browser's. */
export function stepOf({ key, ctrlKey, metaKey, altKey }: Pressed): TreeDeed | undefined {
  return ctrlKey || metaKey || altKey ? undefined : KEYS[key];
}
