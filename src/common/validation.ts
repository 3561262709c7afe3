import {
  Body,
  Query,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';
import { registerDecorator, type ValidationError, type ValidationOptions } from 'class-validator';

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

function fieldErrors(error: ValidationError, parent = ''): readonly FieldError[] {
  const field = parent ? `${parent}.${error.property}` : error.property;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** Text that can be stored, shown and signed everywhere: no control character, no lone surrogate. */
export function IsPlainText(
  min: number,
  max: number,
  options?: ValidationOptions,
): PropertyDecorator {
  return (target, property) => {
    const propertyName = String(property);
    registerDecorator({
      name: 'isPlainText',
      target: target.constructor,
      propertyName,
      options: {
        message: `${propertyName} must be text of ${min} to ${max} characters, without control characters`,
        ...options,
      },
      validator: { validate: (value: unknown) => isPlainText(value, min, max) },
    });
  };
}

/** Length counts characters (code points), as people do. */
export function isPlainText(value: unknown, min: number, max: number): boolean {
  if (typeof value !== 'string' || value.length > 2 * max || !value.isWellFormed()) return false;
  // Control characters, and the marks that turn the direction of the text around them.
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(value)) return false;
  const length = [...value].length;
  return length >= min && length <= max;
}
