import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, registerDecorator, ValidateIf } from 'class-validator';
import { IsPlainText } from '../http/validation.js';
import { IsName } from '../platform/name.js';
import { namesSomebody, publicKeyOf } from './public-key.js';

/** An Ed25519 public key in base58. */
export function IsPublicKey(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isPublicKey',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `${String(property)} must be an Ed25519 public key in base58` },
      validator: {
        validate: (value: unknown) => typeof value === 'string' && publicKeyOf(value) !== undefined,
      },
    });
  };
}

/** A person, by public key or user id of one that there can be. */
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

const PUBKEY = { example: '6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt' };

export class ChallengeBody {
  @ApiProperty({ ...PUBKEY, description: 'Base58 of the 32 bytes of an Ed25519 public key.' })
  @IsPublicKey()
  pubkey!: string;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: "Sent by programs of decentcom's; `true` only with `GATEHOUSE_DECENTCOM=on`.",
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean()
  is_bot?: boolean;
}

export class ChallengeDto {
  @ApiProperty({ description: 'Base64 of 32 random bytes; single use, good for 5 minutes.' })
  challenge!: string;
}

export class VerifyBody extends ChallengeBody {
  @ApiProperty({
    description: "Base64 of the Ed25519 signature over the challenge string's UTF-8 bytes.",
  })
  @IsPlainText(1, 200)
  signature!: string;
}

export class SessionDto {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer <token>`.' })
  token!: string;
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ format: 'date-time' })
  expires_at!: string;
}

export class ChangeMeBody {
  @ApiProperty({ type: String, nullable: true, required: false, maxLength: 64 })
  @IsOptional()
  @IsName(64)
  display_name?: string | null;
}

export class MeDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, ...PUBKEY })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty()
  is_member!: boolean;
  @ApiProperty({ type: [String], description: 'Role ids; every member has `everyone` besides.' })
  roles!: readonly string[];
  @ApiProperty({ description: 'Effective permissions as a bitfield.' })
  permissions!: number;
  @ApiProperty({ type: [String] })
  permission_names!: readonly string[];
}
