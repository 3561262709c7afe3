import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('invites')
export class Invite {
  @PrimaryColumn({ type: 'text' })
  code!: string;

  /** 0 for as many as come. */
  @Column({ type: 'integer' })
  maxUses!: number;

  @Column({ type: 'integer', default: 0 })
  useCount!: number;

  @Column({ type: 'boolean', default: false })
  paused!: boolean;

  /** RFC 3339, or `null` for never. */
  @Column({ type: 'text', nullable: true })
  expiresAt!: string | null;

  @Column({ type: 'text', nullable: true })
  channelId!: string | null;
}
