import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { ReasonBody } from './moderation.dto.js';

export class TreeActionBody extends ReasonBody {
  @ApiProperty({
    required: false,
    default: true,
    description: 'Whether to say only what would be done. `false` does it.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean({ message: 'dry_run must be true or false' })
  dry_run: boolean = true;
}

export class TreePersonDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty({ description: 'Whether they were in.' })
  is_member!: boolean;
  @ApiProperty({ description: '0 for the person at the top.' })
  depth!: number;
}

export class SkippedPersonDto extends TreePersonDto {
  @ApiProperty({ example: 'ROLE_HIERARCHY' })
  code!: string;
}

export class TreeOutcomeDto {
  @ApiProperty({ enum: ['kick', 'ban', 'revoke-invites'] })
  action!: string;
  @ApiProperty({ description: 'Whether nothing was done yet.' })
  dry_run!: boolean;
  @ApiProperty({ type: [TreePersonDto], description: 'To whom it was done, or would be.' })
  people!: readonly TreePersonDto[];
  @ApiProperty({
    type: [SkippedPersonDto],
    description: 'Who is not below you, and was left alone.',
  })
  skipped!: readonly SkippedPersonDto[];
  @ApiProperty({ description: 'How many invites were revoked, or would be.' })
  invite_count!: number;
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Their codes; `null` for callers without `manage_invites`.',
  })
  invite_codes!: readonly string[] | null;
}
