import { ApiProperty } from '@nestjs/swagger';

export class RefusedJoinDto {
  @ApiProperty()
  invite_code!: string;
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty({ example: 'INVITE_EXPIRED', description: 'The code of the refusal.' })
  reason!: string;
  @ApiProperty()
  count!: number;
  @ApiProperty({ format: 'date-time' })
  first_at!: string;
  @ApiProperty({ format: 'date-time' })
  last_at!: string;
}

export class RefusalPageDto {
  @ApiProperty({ type: [RefusedJoinDto], description: 'The latest first.' })
  refusals!: readonly RefusedJoinDto[];
  @ApiProperty({ type: String, nullable: true, description: 'The `cursor` of the next page.' })
  next_cursor!: string | null;
}

export class JoinOutlookDto {
  @ApiProperty({
    enum: ['joins', 'receives_role', 'nothing', 'refused'],
    description: '`nothing`: they are in, and would receive nothing.',
  })
  outcome!: string;
  @ApiProperty({ type: String, nullable: true, example: 'MEMBER_BANNED' })
  code!: string | null;
  @ApiProperty({ type: String, nullable: true })
  detail!: string | null;
}

export class InviteRefusalsDto {
  @ApiProperty({ example: 'Ab3xK9Qz' })
  code!: string;
  @ApiProperty({ type: [RefusedJoinDto], description: 'The latest first.' })
  refusals!: readonly RefusedJoinDto[];
  @ApiProperty({
    type: JoinOutlookDto,
    nullable: true,
    description: 'What would come of it if `user` joined now; `null` without `user`.',
  })
  now!: JoinOutlookDto | null;
}

export class MemberRefusalDto extends RefusedJoinDto {
  @ApiProperty({ type: JoinOutlookDto, description: 'What would come of it now.' })
  now!: JoinOutlookDto;
}

export class MemberRefusalsDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: [MemberRefusalDto], description: 'The latest first.' })
  refusals!: readonly MemberRefusalDto[];
  @ApiProperty({ type: JoinOutlookDto, description: 'Of a join without an invite, now.' })
  direct!: JoinOutlookDto;
}
