import { ApiProperty } from '@nestjs/swagger';
import { MomentDto, StandingDto } from './stories.dto.js';

export class MembersAsOfDto {
  @ApiProperty({ type: MomentDto })
  as_of!: MomentDto;
  @ApiProperty({ type: [StandingDto], description: 'In the order of joining.' })
  members!: readonly StandingDto[];
  @ApiProperty({ type: String, nullable: true, description: 'The `after` of the next page.' })
  next_cursor!: string | null;
}

const STATE = { type: 'object', additionalProperties: true, nullable: true } as const;

export class ChangeDto {
  @ApiProperty({ example: 'invite-Ab3xK9Qz' })
  stream!: string;
  @ApiProperty({ enum: ['server', 'role', 'member', 'invite'] })
  kind!: string;
  @ApiProperty({ ...STATE, description: 'As in its story; `null` when there was no such thing.' })
  before!: object | null;
  @ApiProperty(STATE)
  after!: object | null;
  @ApiProperty({ type: [String], description: 'The fields in which the two differ.' })
  changed!: readonly string[];
}

export class DiffDto {
  @ApiProperty({ type: MomentDto })
  from!: MomentDto;
  @ApiProperty({ type: MomentDto })
  to!: MomentDto;
  @ApiProperty({ type: [ChangeDto], description: 'In the order in which they first changed.' })
  changes!: readonly ChangeDto[];
  @ApiProperty({ type: String, nullable: true, description: 'The `after` of the next page.' })
  next_cursor!: string | null;
}
