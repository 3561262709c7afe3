import { ApiProperty } from '@nestjs/swagger';
import { MEMBERSHIP_MODES, type MembershipMode } from '../server/server.events.js';
import { INVITE_BLOCKS, type InviteBlock } from './join.decide.js';
import { INVITE_STATUSES, type InviteStatus } from './invite-status.js';
import type { InviteCounts } from './queries/count-invites.query.js';

/** An invite as it was at some moment: `code` is what stands for it where it is masked. */
export class InviteStateDto {
  @ApiProperty({ example: 'Ab3xK9Qz' })
  code!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A user id; `null` when it was made at the command line.',
  })
  created_by!: string | null;
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  @ApiProperty({ type: String, nullable: true })
  grant_role_id!: string | null;
  @ApiProperty({ type: String, nullable: true })
  channel_id!: string | null;
  @ApiProperty({ type: String, nullable: true })
  label!: string | null;
  @ApiProperty({ description: '0 = unlimited.' })
  max_uses!: number;
  @ApiProperty()
  use_count!: number;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  expires_at!: string | null;
  @ApiProperty({ enum: INVITE_STATUSES })
  status!: InviteStatus;
  @ApiProperty({
    type: String,
    enum: INVITE_BLOCKS,
    nullable: true,
    description: `Why it would let nobody in now, although it is active: whoever made it may not invite (or not grant its role) any
more, or the community takes nobody (mode \`closed\`).`,
  })
  blocked_by!: InviteBlock | null;
  @ApiProperty({ description: 'For `If-Match`.' })
  version!: number;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  last_used_at!: string | null;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  revoked_at!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'A user id.' })
  revoked_by!: string | null;
  @ApiProperty({ type: String, nullable: true })
  revoke_reason!: string | null;
}

export class InviteDto extends InviteStateDto {
  @ApiProperty({ example: 'https://community.example/invite/Ab3xK9Qz' })
  invite_link!: string;
}

export class InvitePageDto {
  @ApiProperty({ type: [InviteDto] })
  invites!: readonly InviteDto[];
  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}

export class InviteCountsDto implements InviteCounts {
  @ApiProperty()
  active!: number;
  @ApiProperty()
  paused!: number;
  @ApiProperty()
  expired!: number;
  @ApiProperty()
  exhausted!: number;
  @ApiProperty()
  revoked!: number;
}

export class RedemptionDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty({ format: 'date-time' })
  redeemed_at!: string;
}

export class InviteDetailsDto extends InviteDto {
  @ApiProperty({ type: [RedemptionDto], description: 'A page of them, the newest first.' })
  redemptions!: readonly RedemptionDto[];
  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}

export class GrantsDto {
  @ApiProperty()
  role_name!: string;
  @ApiProperty({ type: String, nullable: true })
  role_color!: string | null;
}

export class InvitePreviewDto {
  @ApiProperty()
  code!: string;
  @ApiProperty()
  server_name!: string;
  @ApiProperty({ type: String, nullable: true })
  server_icon!: string | null;
  @ApiProperty()
  member_count!: number;
  @ApiProperty({ enum: MEMBERSHIP_MODES })
  membership_mode!: MembershipMode;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  expires_at!: string | null;
  @ApiProperty({ type: String, nullable: true })
  channel_id!: string | null;
  @ApiProperty({ type: GrantsDto, nullable: true })
  grants!: GrantsDto | null;
}
