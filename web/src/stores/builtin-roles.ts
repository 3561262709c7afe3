/** The role that every member has, and the one that may do everything. */
export const EVERYONE = 'everyone';
export const ADMIN = 'admin';
