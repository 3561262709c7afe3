import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, Matches } from 'class-validator';

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
