import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

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

/** A name as the log holds them. */
export function IsName(name: string): PropertyDecorator {
  return Matches(/^[\x21-\x7e]{1,200}$/, {
    message: `${name} must be 1 to 200 visible ASCII characters`,
  });
}

export const INVITE_FORM = /^([0-9A-Za-z]{8,32}|~[1-9]\d{0,14})$/;
