import { ApiProperty } from '@nestjs/swagger';

export class OpenSessionDto {
  @ApiProperty({ example: '9f2c4e1a8b7d6053' })
  id!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: '`null` for one that an older version has opened.',
  })
  created_at!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'To ten minutes; `null` when nobody knows.',
  })
  last_used_at!: string | null;
  @ApiProperty({ format: 'date-time' })
  expires_at!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 200,
    description: 'The program that opened it, as that calls itself.',
  })
  user_agent!: string | null;
  @ApiProperty({ description: 'Whether it is the one that asks.' })
  is_current!: boolean;
}

export class OpenSessionsDto {
  @ApiProperty({ type: [OpenSessionDto] })
  sessions!: readonly OpenSessionDto[];
}
