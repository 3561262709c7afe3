import { LogCheck, type Checked, type Mark } from './log-check.js';

/** What the worker is told: one after the other, each answered with how far it is. */
export type Told =
  | { readonly op: 'begin'; readonly size: number; readonly marks: readonly Mark[] }
  | { readonly op: 'take'; readonly chunk: Uint8Array<ArrayBuffer> }
  | { readonly op: 'tear' }
  | { readonly op: 'end' };

let check: LogCheck | undefined;

self.addEventListener('message', ({ data }: MessageEvent<Told>) => {
  self.postMessage(answered(data));
});

function answered(told: Told): Checked | undefined {
  switch (told.op) {
    case 'begin':
      check = new LogCheck(told.size, told.marks);
      return check.checked;
    case 'take':
      return check?.take(told.chunk);
    case 'tear':
      check?.tear();
      return check?.checked;
    case 'end':
      return check?.end();
  }
}
