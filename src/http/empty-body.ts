import { Body, type PipeTransform } from '@nestjs/common';
import { ValidationFailed } from './validation.js';

/** Refuses any field, without the machinery that checks the fields of other bodies. */
const nothing: PipeTransform<object | undefined, object> = {
  transform(body) {
    const fields = Object.keys(body ?? {});
    if (fields.length === 0) return {};
    throw new ValidationFailed(
      fields.map((field) => ({ field, message: `property ${field} should not exist` })),
    );
  },
};

/** The body of a call that takes none: `{}` or nothing. */
export const EmptyBody = (): ParameterDecorator => Body(nothing);
