import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, Matches, ValidateIf } from 'class-validator';
import { BRANCH_ACTIONS, type BranchAction } from './branch.decide.js';
import { ReasonBody } from './moderation.dto.js';

export class BranchBody extends ReasonBody {
  @ApiProperty({
    required: false,
    description: 'The public key or the user id of whoever brought them, who is meant, too.',
  })
  @IsOptional()
  @Matches(/^[0-9A-Za-z]{1,64}$/, { message: 'inviter must be a public key or a user id' })
  inviter?: string;

  @ApiProperty({
    required: false,
    description: 'In place of `inviter`: the code of the invite that they came in by. It stops.',
  })
  @IsOptional()
  @Matches(/^[0-9A-Za-z]{8,32}$/, { message: 'invite must be the code of an invite' })
  invite?: string;

  @ApiProperty({ enum: BRANCH_ACTIONS })
  @IsIn(BRANCH_ACTIONS, { message: `action must be one of ${BRANCH_ACTIONS.join(', ')}` })
  action!: BranchAction;

  @ApiProperty({
    required: false,
    default: true,
    description: 'Whether to say only what would be done. `false` does it.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean({ message: 'dry_run must be true or false' })
  dry_run: boolean = true;
}

export class BranchPersonDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty({ description: 'Whether they were in.' })
  is_member!: boolean;
  @ApiProperty({ description: '0 for `inviter`, 1 for whom they brought, or `invite` let in.' })
  depth!: number;
}

export class SkippedPersonDto extends BranchPersonDto {
  @ApiProperty({ example: 'ROLE_HIERARCHY' })
  code!: string;
}

export class BranchOutcomeDto {
  @ApiProperty({ enum: BRANCH_ACTIONS })
  action!: string;
  @ApiProperty({ description: 'Whether nothing was done yet.' })
  dry_run!: boolean;
  @ApiProperty({ type: [BranchPersonDto], description: 'To whom it was done, or would be.' })
  people!: readonly BranchPersonDto[];
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
