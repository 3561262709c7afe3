import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { registerDecorator, type ValidationOptions } from 'class-validator';
import { isPlainText } from './plain-text.js';

/** What people, roles and the community are called. */

/** What shows nothing, or turns or hides what stands beside it: controls, line ends, marks of direction, tags. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{E0000}-\u{E007F}]/u;

/** Something to see: no space, nothing that a renderer passes over, no mark that needs another letter. */
const SEEN = /[^\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A name as it is kept: each letter composed in the one way that there is (NFC), without space around it. */
export function normalName(text: string): string {
  return text.normalize('NFC').trim();
}

/** Whether a normal name is one of at most so many characters (code points). */
export function isName(value: unknown, max: number): boolean {
  if (typeof value !== 'string' || !isPlainText(value, 1, max)) return false;
  return !UNFIT.test(value) && SEEN.test(value);
}

/** A field that is a name: made normal, then checked. */
export function IsName(max: number, options?: ValidationOptions): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? normalName(value) : value,
    ),
    isCheckedName(max, options),
  );
}

function isCheckedName(max: number, options?: ValidationOptions): PropertyDecorator {
  return (target, property) => {
    const propertyName = String(property);
    registerDecorator({
      name: 'isName',
      target: target.constructor,
      propertyName,
      options: {
        message: `${propertyName} must be a name of 1 to ${max} characters: something to see, without control, direction or tag characters`,
        ...options,
      },
      validator: { validate: (value: unknown) => isName(value, max) },
    });
  };
}
