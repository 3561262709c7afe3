import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('sessions')
export class Session {
  /** SHA-256 of the token, in hexadecimal. */
  @PrimaryColumn({ type: 'text' })
  tokenHash!: string;

  @Column({ type: 'text' })
  userId!: string;

  /** RFC 3339. */
  @Column({ type: 'text' })
  expiresAt!: string;
}
