import type common from '../locales/en/common.json';
import type join from '../locales/en/join.json';
import type identity from '../locales/en/identity.json';
import type problems from '../locales/en/problems.json';
import type shell from '../locales/en/shell.json';
import type overview from '../locales/en/overview.json';
import type people from '../locales/en/people.json';
import type invites from '../locales/en/invites.json';
import type branch from '../locales/en/branch.json';
import type members from '../locales/en/members.json';
import type roles from '../locales/en/roles.json';
import type settings from '../locales/en/settings.json';
import type bans from '../locales/en/bans.json';
import type allowlist from '../locales/en/allowlist.json';
import type audit from '../locales/en/audit.json';
import type charts from '../locales/en/charts.json';
import type account from '../locales/en/account.json';

/** Each section of the catalogue is a file in `locales/en/`; a new one is named here, too. */
export interface Catalogue {
  common: typeof common;
  join: typeof join;
  identity: typeof identity;
  problems: typeof problems;
  shell: typeof shell;
  overview: typeof overview;
  people: typeof people;
  invites: typeof invites;
  branch: typeof branch;
  members: typeof members;
  roles: typeof roles;
  settings: typeof settings;
  bans: typeof bans;
  allowlist: typeof allowlist;
  audit: typeof audit;
  charts: typeof charts;
  account: typeof account;
}

export type Section = keyof Catalogue;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Catalogue;
  }
}
