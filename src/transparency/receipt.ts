/** What proves, without the server, that an entry is in the log. See c2sp.org/tlog-proof. */
export interface Receipt {
  /** Of the entry, from 0: the event's position less 1. */
  readonly index: number;
  /** From the entry's sibling up. */
  readonly proof: readonly Buffer[];
  /** A signed checkpoint that holds the entry. */
  readonly note: string;
  /**
   * The hash of the event before (32 bytes) and the record of this one, whose SHA-256 is the entry. It is left out for
   * whoever may not see all of the record.
   */
  readonly preimage?: Buffer | undefined;
}

export const RECEIPT_TYPE = 'text/plain; charset=utf-8';

export function receiptText({ index, proof, note, preimage }: Receipt): string {
  const lines = [
    'c2sp.org/tlog-proof@v1',
    ...(preimage ? [`extra ${preimage.toString('base64')}`] : []),
    `index ${index}`,
    ...proof.map((hash) => hash.toString('base64')),
    '',
  ];
  return `${lines.join('\n')}\n${note}`;
}
