import type { GatehouseEvent, RecordedGatehouseEvent } from '../../events.js';
import { holds, type Permission } from '../../roles/permissions.js';
import { cursorOf } from './cursor.js';
import type { Envelope, Op, Payloads } from './protocol.js';

/** What one event means to the gateway: a message in one or several variants. */
export interface Frame {
  /** A receiver gets the first variant of which they hold a permission, or none. */
  readonly variants: readonly Variant[];
}

interface Variant {
  /** One of these, or `everybody` who is a member. */
  readonly to: readonly Permission[] | 'everybody';
  readonly envelope: Envelope;
}

/** The index of the variant that somebody with these permissions gets, or -1. */
export function variantFor(frame: Frame, permissions: number): number {
  return frame.variants.findIndex(
    ({ to }) => to === 'everybody' || to.some((permission) => holds(permissions, permission)),
  );
}

export type EventOf<Type extends GatehouseEvent['type']> = Extract<
  RecordedGatehouseEvent,
  { readonly type: Type }
>;

export function envelope<Name extends Op>(
  event: RecordedGatehouseEvent,
  op: Name,
  d: Payloads[Name],
): Envelope<Name> {
  const t = Math.floor(Date.parse(event.at) / 1000);
  return { op, d, t, s: event.position, c: cursorOf(event) };
}

export function toAll<Name extends Op>(
  event: RecordedGatehouseEvent,
  op: Name,
  d: Payloads[Name],
): Frame {
  return { variants: [{ to: 'everybody', envelope: envelope(event, op, d) }] };
}

export function withReasonToModerators<Name extends 'MEMBER_KICK' | 'MEMBER_BAN'>(
  event: RecordedGatehouseEvent,
  op: Name,
  d: Payloads[Name],
): Frame {
  const toModerators = envelope(event, op, { ...d, reason: event.reason });
  return {
    variants: [
      { to: ['kick_members', 'ban_members'], envelope: toModerators },
      { to: 'everybody', envelope: envelope(event, op, d) },
    ],
  };
}
