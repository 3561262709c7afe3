import type { components } from './generated/api.js';

type Schemas = components['schemas'];

export type Server = Schemas['ServerDto'];
export type MembershipMode = Server['membership_mode'];
export type Role = Schemas['RoleDto'];
export type Me = Schemas['MeDto'];
export type SessionView = Schemas['SessionDto'];
export type OpenSession = Schemas['OpenSessionDto'];
export type Member = Schemas['MemberDto'];
export type Ban = Schemas['BanDto'];
export type Listing = Schemas['ListingDto'];
export type Invite = Schemas['InviteDto'];
export type InviteStatus = Invite['status'];
export type InvitePreview = Schemas['InvitePreviewDto'];
export type InviteDetails = Schemas['InviteDetailsDto'];
export type Redemption = Schemas['RedemptionDto'];
export type Joined = Schemas['JoinDto'];
