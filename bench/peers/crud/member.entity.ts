import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('members')
export class Member {
  @PrimaryColumn({ type: 'text' })
  userId!: string;

  @Column({ type: 'text' })
  inviteCode!: string;

  /** RFC 3339. */
  @Column({ type: 'text' })
  joinedAt!: string;
}
