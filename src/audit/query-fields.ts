import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min, registerDecorator } from 'class-validator';
import { namesSomebody } from '../identity/public-key.js';

export const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;
const MAX_POSITION = 999_999_999_999_999;

/** Only digits make a number; anything else is left for the validator to refuse. */
function ToNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value,
  );
}

export function IsWholeNumber(min: number, max: number, message: string): PropertyDecorator {
  const rule = { message };
  return applyDecorators(IsOptional(), ToNumber(), IsInt(rule), Min(min, rule), Max(max, rule));
}

export function IsPosition(
  name: string,
  min: number,
  description: string,
  api: { readonly example?: number } = {},
): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minimum: min, type: Number, description, ...api }),
    IsWholeNumber(min, MAX_POSITION, `${name} must be a position of the log, from ${min}`),
  );
}

export function IsPageLimit(max = MAX_PAGE, standard = DEFAULT_PAGE): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minimum: 1, maximum: max, default: standard, type: Number }),
    IsWholeNumber(1, max, `limit must be a number from 1 to ${max}`),
  );
}

const TIME =
  /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** An RFC 3339 time as an instant of ours; `undefined` for what is none, like 30 February. */
function instantOf(text: string): string | undefined {
  if (!TIME.test(text)) return undefined;
  const date = new Date(text);
  // The clock's own day: where it does not exist, Date would silently take the next.
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  const named = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  named.setUTCFullYear(year ?? 0);
  if (Number.isNaN(date.getTime()) || named.getUTCDate() !== day) return undefined;
  const instant = date.toISOString();
  return instant.length === 24 ? instant : undefined;
}

export function IsTime(name: string, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ format: 'date-time', type: String, description }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (instantOf(value) ?? value) : value,
    ),
    Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, {
      message: `${name} must be a time as in RFC 3339, e.g. 2026-11-22T10:00:00.000Z`,
    }),
  );
}

/** A person, by public key or user id; becomes the user id. */
export function IsPerson(name: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isPerson',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `${name} must be a public key in base58, or a user id` },
      validator: {
        validate: (value: unknown) => typeof value === 'string' && namesSomebody(value),
      },
    });
  };
}

export function IsPersonFilter(name: string, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, description }),
    IsOptional(),
    IsPerson(name),
  );
}

/** A name as the log holds them. */
export function IsName(name: string): PropertyDecorator {
  return Matches(/^[\x21-\x7e]{1,200}$/, {
    message: `${name} must be 1 to 200 visible ASCII characters`,
  });
}

export const INVITE_FORM = /^([0-9A-Za-z]{8,32}|~[1-9]\d{0,14})$/;
