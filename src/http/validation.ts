import {
  Body,
  Query,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';
import type { ValidationError } from 'class-validator';

export { isPlainText, IsPlainText } from '../platform/plain-text.js';

export interface FieldError {
  /** The path of the field, e.g. `max_uses`. */
  readonly field: string;
  readonly message: string;
}

/** A request that is not what the contract says; nothing was done. */
export class ValidationFailed extends Error {
  override readonly name = 'ValidationFailed';
  readonly code = 'VALIDATION_FAILED';
  readonly detail: string;

  constructor(readonly errors: readonly FieldError[]) {
    const detail = errors.map(({ message }) => message).join('; ') || 'The request is not valid.';
    super(detail);
    this.detail = detail;
  }
}

/**
 * Checks bodies and queries against their classes. Refuses fields named like what every object
 * inherits: the pipe of Nest would drop them silently.
 */
class InputPipe implements PipeTransform {
  private readonly fields = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) =>
      new ValidationFailed(errors.flatMap((error) => fieldErrors(error))),
  });

  transform(given: unknown, metadata: ArgumentMetadata): unknown {
    // A body that is left out is an empty one.
    const value = given ?? {};
    const names = typeof value === 'object' ? Object.keys(value) : [];
    const field = names.find((name) => name === 'prototype' || name in Object.prototype);
    if (field === undefined) return this.fields.transform(value, metadata);
    throw new ValidationFailed([{ field, message: `property ${field} should not exist` }]);
  }
}

const checked = new InputPipe();

/**
 * The body of a request, checked. A pipe of all routes would also run for what stands in a path,
 * which takes three promises for each request; lint sees to it that nothing comes in unchecked.
 */
export const CheckedBody = (): ParameterDecorator => Body(checked);

/** The query of a request, checked. */
export const CheckedQuery = (): ParameterDecorator => Query(checked);

/**
 * What did not come by HTTP, checked by the same rules.
 * @throws ValidationFailed
 */
export async function checkedInput<Input extends object>(
  input: new () => Input,
  value: object,
): Promise<Input> {
  const result: unknown = await checked.transform(value, { type: 'body', metatype: input });
  if (result instanceof input) return result;
  throw new Error(`The check did not make an ${input.name}.`);
}

function fieldErrors(error: ValidationError, parent = ''): readonly FieldError[] {
  const field = parent ? `${parent}.${error.property}` : error.property;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}
