import { getReceipt } from '../api/audit.js';
import { getOwnReceipt } from '../api/members.js';

/** What a receipt can be of: the event at a position, or that of one's own joining. */
export type ReceiptOf = number | 'joining';

/** What proves, without the server, that an event is in the log. @throws Problem, Unreachable */
export function fetchReceipt(of: ReceiptOf): Promise<string> {
  return of === 'joining' ? getOwnReceipt() : getReceipt(of);
}
