import { closeSync, openSync, readSync } from 'node:fs';

/** `application_id` of our files ("GATE"), at byte 68 of the header. */
export const APPLICATION_ID = 0x47415445;

const HEADER_BYTES = 100;

/** The first 100 bytes of a file, or what there is of them. */
export function readHeader(path: string, flags: 'r' | 'r+'): Buffer {
  const file = openSync(path, flags);
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** Whether it is the header of a database of ours. */
export function isOurs(header: Buffer): boolean {
  return (
    header.length === HEADER_BYTES &&
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
    header.readUInt32BE(68) === APPLICATION_ID
  );
}

/** How many migrations the database had seen (`user_version`). */
export function schemaVersionOf(header: Buffer): number {
  return header.readUInt32BE(60);
}

export function newer(path: string): string {
  return `${path} was written by a newer version of Gatehouse; update the program, or restore a backup`;
}
