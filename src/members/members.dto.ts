import { ApiProperty } from '@nestjs/swagger';

export class MemberDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty({ type: [String], description: 'Role ids; every member has `everyone` besides.' })
  roles!: readonly string[];
  @ApiProperty({ format: 'date-time' })
  joined_at!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: '`null` when the join was direct, and for viewers without `manage_invites`.',
  })
  invite_code!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'A user id; as `invite_code`.' })
  invited_by!: string | null;
}

export class MemberPageDto {
  @ApiProperty({ type: [MemberDto] })
  members!: readonly MemberDto[];
  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}

export class JoinDto {
  @ApiProperty({ type: MemberDto })
  member!: MemberDto;
  @ApiProperty({ description: '`false` for somebody who was a member before.' })
  joined!: boolean;
  @ApiProperty({ type: String, nullable: true })
  channel_id!: string | null;
}
