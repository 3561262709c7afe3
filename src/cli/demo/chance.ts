import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock } from '../../platform/clock.js';
import { cryptoIds, type Ids, type InviteCode, type RoleId } from '../../platform/ids.js';

/** Numbers that follow from a seed: the same ones on every machine. */
export class Chance {
  private drawn = 0;

  constructor(private readonly seed: number) {}

  /** 32 of them. */
  bytes(): Buffer {
    return createHash('sha256').update(`${this.seed} ${++this.drawn}`).digest();
  }

  /** From 0 to below 1. */
  fraction(): number {
    return this.bytes().readUInt32BE() / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  oneOf<Value>(values: readonly Value[]): Value {
    const value = values[this.between(0, values.length - 1)];
    if (value === undefined) throw new Error('There is nothing to choose from.');
    return value;
  }
}

/** Ids of what the log names; those that let somebody in are as random as ever. */
export function idsBy(chance: Chance, clock: Clock): Ids {
  // What is not Base62 is left out; far more than a code takes always remains of 43 characters.
  const base62 = (length: number): string =>
    chance.bytes().toString('base64url').replaceAll(/[-_]/g, '').slice(0, length);
  return {
    ...cryptoIds,
    eventId: () => v7({ msecs: Date.parse(clock.now()), random: chance.bytes().subarray(0, 16) }),
    inviteCode: (length) => base62(length) as InviteCode,
    roleId: () => base62(12) as RoleId,
  };
}
