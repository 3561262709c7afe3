import { ApiParam } from '@nestjs/swagger';

export function ApiInviteParam(): MethodDecorator {
  return ApiParam({
    name: 'code',
    example: 'Ab3xK9Qz',
    description: 'The code, or what stands for a masked one: `~4711`.',
  });
}

export function ApiPersonParam(): MethodDecorator {
  return ApiParam({ name: 'pubkey', description: 'Base58 of the public key, or the user id.' });
}
