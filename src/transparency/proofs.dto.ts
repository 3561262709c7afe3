import { ApiProperty } from '@nestjs/swagger';
import { IsPosition } from '../audit/query-fields.js';

export class SignedHeadDto {
  @ApiProperty()
  position!: number;
  @ApiProperty({ description: 'Hexadecimal.' })
  hash!: string;
  @ApiProperty({ format: 'date-time', description: "When it was signed, by the server's clock." })
  at!: string;
  @ApiProperty({ enum: ['Ed25519'] })
  algorithm!: string;
  @ApiProperty({ description: 'Base64 of the 32 bytes.' })
  public_key!: string;
  @ApiProperty({ description: 'Base64 of the 64 bytes; over what, see `docs/log-format.md`.' })
  signature!: string;
  @ApiProperty({
    description:
      'The same as a checkpoint of the transparency log: a signed note, see c2sp.org/tlog-checkpoint.',
  })
  checkpoint!: string;
}

class WitnessDto {
  @ApiProperty({ description: 'Its verifier key, which begins with its name.' })
  key!: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'How long the log was that it has signed last.',
  })
  size!: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  signed_at!: string | null;
}

export class WitnessesDto {
  @ApiProperty({ type: 'integer', description: 'So many make a checkpoint witnessed.' })
  needed!: number;
  @ApiProperty({ type: [WitnessDto] })
  witnesses!: readonly WitnessDto[];
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The last checkpoint that so many have signed, a signed note with their cosignatures: see c2sp.org/tlog-cosignature.',
  })
  checkpoint!: string | null;
}

export class ConsistencyQuery {
  @IsPosition('from', 0, 'How long the log was: the size of the older checkpoint.')
  from: number = 0;

  @IsPosition('to', 0, 'How long it was later; now, if it is left out.')
  to?: number;
}
