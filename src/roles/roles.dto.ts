import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IsPlainText } from '../common/validation.js';
import { ALL_PERMISSIONS } from './permissions.js';
import { MAX_POSITION } from './role.events.js';

export class RoleDto {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: String, nullable: true, example: '#3366ff' })
  color!: string | null;
  @ApiProperty({ description: 'Higher means more authority.' })
  position!: number;
  @ApiProperty({ description: 'Bitfield; bit 7 is `manage_invites`.' })
  permissions!: number;
  @ApiProperty()
  is_builtin!: boolean;
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

export class RoleListDto {
  @ApiProperty({ type: [RoleDto] })
  roles!: readonly RoleDto[];
}

export class CreateRoleBody {
  @ApiProperty({ minLength: 1, maxLength: 64 })
  @IsPlainText(1, 64)
  name!: string;

  @ApiProperty({ type: String, nullable: true, required: false, example: '#3366ff' })
  @IsOptional()
  @Matches(/^#[0-9a-fA-F]{6}$/, { message: 'color must be #rrggbb' })
  color?: string | null;

  @ApiProperty({ minimum: 0, maximum: ALL_PERMISSIONS, required: false, default: 0 })
  @IsInt({ message: 'permissions must be a bitfield of the permissions that there are' })
  @Min(0, { message: 'permissions must be a bitfield of the permissions that there are' })
  @Max(ALL_PERMISSIONS, {
    message: 'permissions must be a bitfield of the permissions that there are',
  })
  permissions: number = 0;

  @ApiProperty({ minimum: 1, maximum: MAX_POSITION, required: false, default: 1 })
  @IsInt({ message: `position must be a number from 1 to ${MAX_POSITION}` })
  @Min(1, { message: `position must be a number from 1 to ${MAX_POSITION}` })
  @Max(MAX_POSITION, { message: `position must be a number from 1 to ${MAX_POSITION}` })
  position: number = 1;
}
