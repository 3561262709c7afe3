import { ApiProperty } from '@nestjs/swagger';

export class AuditEventDto {
  @ApiProperty()
  position!: number;
  @ApiProperty({ description: 'A UUID; `~<position>` where a code is masked.' })
  id!: string;
  @ApiProperty({ example: 'invite-Ab3xK9Qz' })
  stream!: string;
  @ApiProperty()
  version!: number;
  @ApiProperty({ example: 'InviteConsumed' })
  type!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: '`null` when the stored bytes cannot be read.',
  })
  data!: unknown;
  @ApiProperty({ description: 'A user id, or `system`.' })
  actor!: string;
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty({ description: 'The request, or the run, that it belongs to.' })
  correlation_id!: string;
  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;
  @ApiProperty({ description: 'Hexadecimal; of the event before, zeros for the first.' })
  prev_hash!: string;
  @ApiProperty({ description: 'Hexadecimal; over the stored bytes, see `docs/log-format.md`.' })
  hash!: string;
}

export class AuditEventPageDto {
  @ApiProperty({ type: [AuditEventDto] })
  events!: readonly AuditEventDto[];
  @ApiProperty({ type: String, nullable: true, description: 'The `after` of the next page.' })
  next_cursor!: string | null;
}

export class ChainHeadDto {
  @ApiProperty()
  position!: number;
  @ApiProperty({ description: 'Hexadecimal.' })
  hash!: string;
}

export class VerificationDto {
  @ApiProperty()
  ok!: boolean;
  @ApiProperty({ description: 'How many events were recomputed and found right.' })
  checked!: number;
  @ApiProperty({ type: ChainHeadDto, description: 'The last of these.' })
  head!: ChainHeadDto;
  @ApiProperty({ type: Number, nullable: true })
  first_bad_position!: number | null;
}
