import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiResponse } from '@nestjs/swagger';
import { API_STATUS, PROBLEM_STATUS, type ProblemCode } from '../platform/problem-codes.js';

/** The problem document, for the API document. */
export class ProblemDto {
  @ApiProperty({ enum: ['about:blank'] })
  type!: string;
  @ApiProperty({ example: 'Gone' })
  title!: string;
  @ApiProperty({ example: 410 })
  status!: number;
  @ApiProperty({ enum: Object.keys(API_STATUS), example: 'INVITE_EXPIRED' })
  code!: string;
  @ApiProperty({ example: 'This invite expired on 2026-11-22T10:00:00.000Z.' })
  detail!: string;
  @ApiProperty({
    example: '/api/v1/invites/Ab3xK9Qz/join',
    description: 'The path as it came to Gatehouse: without the part that a proxy took off.',
  })
  instance!: string;
  @ApiProperty()
  request_id!: string;
  @ApiProperty({ description: 'Repeats `detail`, for clients of decentcom.' })
  error!: string;
  @ApiProperty({
    required: false,
    type: 'array',
    items: {
      type: 'object',
      required: ['field', 'message'],
      properties: { field: { type: 'string' }, message: { type: 'string' } },
    },
  })
  errors?: unknown;
  @ApiProperty({ required: false, format: 'date-time', description: 'Of `INVITE_EXPIRED`.' })
  expires_at?: string;
  @ApiProperty({ required: false, type: 'integer', description: 'Of `INVITE_EXHAUSTED`.' })
  max_uses?: number;
}

/** The codes in the description of a response. */
export function codesIn(description: string): readonly string[] {
  return [...description.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code);
}

/** A response that is a problem document. */
export function problemResponse(description: string) {
  const schema = { $ref: '#/components/schemas/ProblemDto' };
  return { description, content: { 'application/problem+json': { schema } } };
}

const DOCUMENTED = 'gatehouse:problems';

/** Documents the errors that a route can answer, by code; several codes can share a status. */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    const handler = descriptor.value as object;
    const known = (Reflect.getMetadata(DOCUMENTED, handler) ?? []) as readonly ProblemCode[];
    const all = [...new Set([...known, ...codes])];
    Reflect.defineMetadata(DOCUMENTED, all, handler);
    const statuses = new Set(codes.map((code) => PROBLEM_STATUS[code]));
    const responses = [...statuses].map((status) => {
      const here = all.filter((code) => PROBLEM_STATUS[code] === status);
      const description = here.map((code) => `\`${code}\``).join(', ');
      return ApiResponse({ status, ...problemResponse(description) });
    });
    applyDecorators(...responses)(target, key, descriptor);
  };
}
