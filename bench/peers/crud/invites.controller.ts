import { Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { Matches } from 'class-validator';
import { JoinService, type Joined } from './join.service.js';
import { SessionGuard, UserId } from './session.guard.js';

class JoinParams {
  @Matches(/^[0-9A-Za-z]{8,32}$/)
  code!: string;
}

@Controller('invites')
@UseGuards(SessionGuard)
export class InvitesController {
  constructor(private readonly joins: JoinService) {}

  @Post(':code/join')
  @HttpCode(200)
  join(@Param() { code }: JoinParams, @UserId() userId: string): Promise<Joined> {
    return this.joins.join(userId, code);
  }
}
