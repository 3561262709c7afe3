import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { MAX_REASON } from '../http/request-headers.js';
import { IsPlainText } from '../http/validation.js';
import { IsPublicKey } from '../identity/identity.dto.js';

export function ApiPubkey(): MethodDecorator {
  return ApiParam({ name: 'pubkey', description: 'Base58 of the public key.' });
}

export function ApiPubkeyOrId(): MethodDecorator {
  return ApiParam({ name: 'pubkey', description: 'Base58 of the public key, or the user id.' });
}

export function ApiAuditReason(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'X-Audit-Log-Reason',
      required: false,
      description: 'Percent-encoded where it is not ASCII. A reason in the body goes before it.',
    }),
  );
}

export class ReasonBody {
  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    maxLength: MAX_REASON,
    description: 'For moderators and auditors.',
  })
  @IsOptional()
  @IsPlainText(0, MAX_REASON)
  reason?: string | null;
}

export class BanDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ description: 'A user id, or `system` when it was done at the command line.' })
  banned_by!: string;
  @ApiProperty({ format: 'date-time' })
  banned_at!: string;
  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;
}

export class BanPageDto {
  @ApiProperty({ type: [BanDto] })
  bans!: readonly BanDto[];
  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}

export class AllowBody {
  @ApiProperty({ description: 'Base58; also of somebody who has never been here.' })
  @IsPublicKey()
  pubkey!: string;
}

export class ListingDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ description: 'A user id.' })
  added_by!: string;
  @ApiProperty({ format: 'date-time' })
  added_at!: string;
}

export class AllowlistPageDto {
  @ApiProperty({ type: [ListingDto] })
  entries!: readonly ListingDto[];
  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
