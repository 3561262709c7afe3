import { registerDecorator, type ValidationOptions } from 'class-validator';

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
