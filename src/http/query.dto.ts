import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Config } from '../config.js';

const DEFAULT_PAGE = 50;
const MAX_PAGE = 100;
/** decentcom's clients take the first page for the whole list. */
const DECENTCOM_PAGE = 1000;

/** A query parameter that is a whole number; anything else is left for the validator to refuse. */
function ToInteger(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
  );
}

function IsCursor(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Matches(/^[1-9]\d{0,14}$/, { message: 'cursor must be the next_cursor of an earlier page' }),
  );
}

/** What a list takes whose cursors have a form of their own. */
export class LimitQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE })
  @IsOptional()
  @ToInteger()
  @IsInt({ message: `limit must be a number from 1 to ${MAX_PAGE}` })
  @Min(1, { message: `limit must be a number from 1 to ${MAX_PAGE}` })
  @Max(MAX_PAGE, { message: `limit must be a number from 1 to ${MAX_PAGE}` })
  limit?: number;
}

/** What every other paged list takes. */
export class PageQuery extends LimitQuery {
  @ApiPropertyOptional({ description: 'The `next_cursor` of the page before.' })
  @IsCursor()
  cursor?: string;
}

/** How many rows a page has that was asked for without a limit. */
export function pageSize({ limit }: LimitQuery, { decentcom }: Config): number {
  return limit ?? (decentcom ? DECENTCOM_PAGE : DEFAULT_PAGE);
}

/** Cuts a list that was read with one row too many into a page and the cursor of the next. */
export function pageOf<Row extends { readonly position: number }>(
  rows: readonly Row[],
  limit: number,
): { readonly rows: readonly Row[]; readonly next_cursor: string | null } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { rows: page, next_cursor: last ? String(last.position) : null };
}
