import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, ValidateIf } from 'class-validator';
import { IsPublicKey } from '../identity/identity.dto.js';
import { IsName } from '../platform/name.js';
import { MEMBERSHIP_MODES, type MembershipMode } from './server.events.js';

const ACCENT = { type: String, nullable: true, example: '#3366ff' } as const;

export class ServerDto {
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: String, nullable: true })
  icon!: string | null;
  @ApiProperty({ enum: MEMBERSHIP_MODES })
  membership_mode!: MembershipMode;
  @ApiProperty({
    ...ACCENT,
    description: 'For what stands out on its pages; `null`: the usual one.',
  })
  accent_color!: string | null;
  @ApiProperty()
  member_count!: number;
  @ApiProperty({ description: 'For `If-Match`.' })
  version!: number;
}

export class OwnerBody {
  @ApiProperty({ description: 'Base58; the key of a member.' })
  @IsPublicKey()
  pubkey!: string;
}

const given = (_: unknown, value: unknown): boolean => value !== undefined;

export class ChangeServerBody {
  @ApiProperty({ required: false, minLength: 1, maxLength: 100 })
  @ValidateIf(given)
  @IsName(100)
  name?: string;

  @ApiProperty({ type: String, nullable: true, required: false, description: 'An http(s) URL.' })
  @IsOptional()
  @Matches(/^https?:\/\/[\x21-\x7e]{1,2000}$/, {
    message: 'icon must be an http or https URL of at most 2000 characters, or null',
  })
  icon?: string | null;

  @ApiProperty({ enum: MEMBERSHIP_MODES, required: false })
  @ValidateIf(given)
  @IsIn(MEMBERSHIP_MODES, {
    message: `membership_mode must be one of ${MEMBERSHIP_MODES.join(', ')}`,
  })
  membership_mode?: MembershipMode;

  @ApiProperty({
    ...ACCENT,
    required: false,
    description: '`#rrggbb`, or `null` for the usual one.',
  })
  @IsOptional()
  @Matches(/^#[0-9a-fA-F]{6}$/, { message: 'accent_color must be #rrggbb, or null' })
  accent_color?: string | null;
}
