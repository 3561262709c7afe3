import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, registerDecorator } from 'class-validator';
import { namesSomebody } from './public-key.js';

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
