import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsName } from '../platform/name.js';
import { PERMISSIONS_DOC } from './permission-docs.js';
import { ALL_PERMISSIONS } from './permissions.js';
import { MAX_ROLES } from './role.decide.js';
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
  @ApiProperty({ description: PERMISSIONS_DOC, example: 128 })
  permissions!: number;
  @ApiProperty()
  is_builtin!: boolean;
  @ApiProperty({ format: 'date-time' })
  created_at!: string;
  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
  @ApiProperty({ description: 'For `If-Match`.' })
  version!: number;
}

export class RoleListDto {
  @ApiProperty({ type: [RoleDto] })
  roles!: readonly RoleDto[];
}

const COLOR = { message: 'color must be #rrggbb' };
const PERMISSIONS = { message: 'permissions must be a bitfield of the permissions that there are' };
const POSITION = { message: `position must be a number from 1 to ${MAX_POSITION}` };

const given = (_: unknown, value: unknown): boolean => value !== undefined;

function IsColor(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, nullable: true, required: false, example: '#3366ff' }),
    IsOptional(),
    Matches(/^#[0-9a-fA-F]{6}$/, COLOR),
  );
}

function IsPermissions(api: { readonly default?: number } = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      minimum: 0,
      maximum: ALL_PERMISSIONS,
      required: false,
      description: PERMISSIONS_DOC,
      example: 128,
      ...api,
    }),
    ValidateIf(given),
    IsInt(PERMISSIONS),
    Min(0, PERMISSIONS),
    Max(ALL_PERMISSIONS, PERMISSIONS),
  );
}

function IsPosition(api: { readonly default?: number } = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ minimum: 1, maximum: MAX_POSITION, required: false, ...api }),
    ValidateIf(given),
    IsInt(POSITION),
    Min(1, POSITION),
    Max(MAX_POSITION, POSITION),
  );
}

export class CreateRoleBody {
  @ApiProperty({ minLength: 1, maxLength: 64 })
  @IsName(64)
  name!: string;

  @IsColor()
  color?: string | null;

  @IsPermissions({ default: 0 })
  permissions: number = 0;

  @IsPosition({ default: 1 })
  position: number = 1;
}

/** What is left out stays as it is. */
export class UpdateRoleBody {
  @ApiProperty({ required: false, minLength: 1, maxLength: 64 })
  @ValidateIf(given)
  @IsName(64)
  name?: string;

  @IsColor()
  color?: string | null;

  @IsPermissions()
  permissions?: number;

  @IsPosition()
  position?: number;
}

class RolePlace {
  @ApiProperty()
  @IsString()
  id!: string;

  @ApiProperty({ minimum: 1, maximum: MAX_POSITION })
  @IsInt(POSITION)
  @Min(1, POSITION)
  @Max(MAX_POSITION, POSITION)
  position!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    required: false,
    description: 'As the role was read: if somebody has changed it since, nothing is moved.',
  })
  @ValidateIf(given)
  @IsInt()
  @Min(1)
  version?: number;
}

export class OrderRolesBody {
  @ApiProperty({
    type: [RolePlace],
    description: 'Each role but the built-in ones, once, with the position that it is to have.',
  })
  @IsArray()
  @ArrayMaxSize(MAX_ROLES)
  @ValidateNested({ each: true })
  @Type(() => RolePlace)
  roles!: readonly RolePlace[];
}
