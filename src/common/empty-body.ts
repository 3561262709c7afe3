import type { PipeTransform } from '@nestjs/common';
import { ValidationFailed } from './validation.js';

/** The body of a call that takes none: `{}` or nothing. */
export type EmptyBody = Readonly<Record<string, never>>;

/** Refuses any field, without the machinery that checks the fields of other bodies. */
export const emptyBody: PipeTransform<object, EmptyBody> = {
  transform(body) {
    const fields = Object.keys(body);
    if (fields.length === 0) return {};
    throw new ValidationFailed(
      fields.map((field) => ({ field, message: `property ${field} should not exist` })),
    );
  },
};
