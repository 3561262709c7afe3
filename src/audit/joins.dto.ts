import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IsTime } from '../http/time-field.js';
import { IsPageLimit } from './query-fields.js';

const BY = ['day', 'invite', 'inviter'] as const;

export class JoinsQuery {
  @ApiPropertyOptional({ enum: BY, default: 'day' })
  @IsIn(BY, { message: `by must be one of ${BY.join(', ')}` })
  by: (typeof BY)[number] = 'day';

  @IsTime('from', 'Joins of this time and later; 30 days before `to` if it is left out.')
  from?: string;

  @IsTime('to', 'Joins of this time and earlier; now if it is left out.')
  to?: string;

  @IsPageLimit(400)
  limit: number = 100;
}

export class JoinCountDto {
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date',
    description: 'In UTC; `null` unless days are counted.',
  })
  day!: string | null;
  @ApiProperty({ type: String, nullable: true, description: '`null` for joins without one.' })
  invite_code!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The user id of an inviter; `null` for joins without one.',
  })
  invited_by!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Of the inviter: base58.' })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Of the inviter.' })
  display_name!: string | null;
  @ApiProperty()
  count!: number;
}

export class JoinCountsDto {
  @ApiProperty({ enum: BY })
  by!: string;
  @ApiProperty({ format: 'date-time' })
  from!: string;
  @ApiProperty({ format: 'date-time' })
  to!: string;
  @ApiProperty({ description: 'All joins that were counted, of those too that are not listed.' })
  total!: number;
  @ApiProperty({ description: 'Whether there were more joins than are counted.' })
  is_cut!: boolean;
  @ApiProperty({
    type: [JoinCountDto],
    description: 'The latest days first, without those of no join; else the most joins first.',
  })
  counts!: readonly JoinCountDto[];
}

export class RefusalCountDto {
  @ApiProperty({ example: 'INVITE_EXPIRED' })
  reason!: string;
  @ApiProperty()
  count!: number;
}

export class InviteFunnelDto {
  @ApiProperty({ example: 'Ab3xK9Qz' })
  code!: string;
  @ApiProperty({ description: 'Joins and refused joins.' })
  attempts!: number;
  @ApiProperty({ description: 'Of the refused joins that are kept: the latest 1,000 rows.' })
  refused!: number;
  @ApiProperty({ type: [RefusalCountDto], description: 'By reason, the most first.' })
  refusals!: readonly RefusalCountDto[];
  @ApiProperty()
  joined!: number;
  @ApiProperty({ description: 'Of those who joined, how many did so at least 7 days ago.' })
  joined_7_days_ago!: number;
  @ApiProperty({ description: 'Of these, how many were still in 7 days later.' })
  stayed_7_days!: number;
  @ApiProperty({ description: 'Of those who joined, how many have not left since.' })
  still_in!: number;
  @ApiProperty({ description: 'Whether there were more joins than are counted.' })
  is_cut!: boolean;
}
