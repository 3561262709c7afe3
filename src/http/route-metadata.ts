import type { ExecutionContext } from '@nestjs/common';
import { type Reflector } from '@nestjs/core';

/** Reads what a decorator said of a route, once for each: it never changes, and is asked each time. */
export function routeMetadata<Value>(
  reflector: Reflector,
  key: string,
): (context: ExecutionContext) => Value | undefined {
  const known = new Map<unknown, Value | undefined>();
  return (context) => {
    const handler = context.getHandler();
    const found = known.get(handler);
    if (found !== undefined || known.has(handler)) return found;
    const value = reflector.get<Value | undefined>(key, handler);
    known.set(handler, value);
    return value;
  };
}
