import type { RoleKey } from './roles.js';

/** Who makes an invite: the founder, or the holder of an office, from 0 in the order of appointment. */
export type Maker = readonly [office: 'founder' | 'steward' | 'moderator' | 'host', nth: number];

/** An invite of the demo, what comes of it, and who comes through it. Times are days from the beginning. */
export interface Invitation {
  readonly label: string | null;
  readonly by: Maker;
  readonly day: number;
  /** How many come in, between which days; most of them soon, unless `evenly`. */
  readonly uses: number;
  readonly during: readonly [from: number, to: number];
  readonly evenly?: true;
  readonly maxUses?: number;
  readonly lifeDays?: number;
  readonly role?: RoleKey;
  readonly channel?: string;
  readonly paused?: number;
  readonly revoked?: readonly [day: number, reason: string | undefined];
  /** Given out by its joiners: who comes in later is appointed from among them. */
  readonly appoints?: readonly {
    readonly day: number;
    readonly office: RoleKey;
    readonly count: number;
  }[];
}

/** Each opens the way to the next: people who came in by one are appointed, and invite in their turn. */
const CHAIN: Readonly<Record<string, Invitation>> = {
  founding: {
    ...{ label: 'Founding members', by: ['founder', 0], day: 0, channel: 'lobby' },
    ...{ uses: 12, maxUses: 12, during: [0.1, 1.5] },
    appoints: [
      { day: 1.6, office: 'steward', count: 2 },
      { day: 1.7, office: 'moderator', count: 1 },
    ],
  },
  university: {
    ...{ label: 'University club', by: ['steward', 0], day: 2, lifeDays: 30, maxUses: 60 },
    ...{ uses: 34, during: [2.2, 20] },
    appoints: [{ day: 6, office: 'moderator', count: 3 }],
  },
  flyer: {
    ...{ label: 'Telescope swap meet, flyer', by: ['steward', 1], day: 3, role: 'regular' },
    ...{ uses: 38, maxUses: 50, during: [3.2, 50], evenly: true },
    appoints: [{ day: 8, office: 'host', count: 3 }],
  },
  radio: {
    ...{ label: 'Night radio, show notes', by: ['moderator', 1], day: 7, channel: 'welcome' },
    ...{ uses: 38, during: [7.1, 40] },
    appoints: [{ day: 12, office: 'host', count: 1 }],
  },
  beginners: {
    ...{ label: 'Beginners’ evening', by: ['host', 0], day: 9, role: 'beginner' },
    ...{ uses: 25, maxUses: 25, during: [9.1, 15] },
    appoints: [{ day: 13, office: 'host', count: 2 }],
  },
  library: {
    ...{ label: 'Poster in the library', by: ['host', 4], day: 14 },
    ...{ uses: 18, during: [14.1, 45], evenly: true },
    appoints: [{ day: 24, office: 'host', count: 2 }],
  },
  neighbours: {
    ...{ label: 'Neighbours', by: ['host', 6], day: 25, maxUses: 15 },
    ...{ uses: 11, during: [25.1, 40], paused: 41 },
    appoints: [{ day: 34, office: 'host', count: 1 }],
  },
  school: {
    ...{ label: 'School project', by: ['host', 8], day: 35, lifeDays: 90, maxUses: 20 },
    ...{ uses: 9, during: [35.1, 52] },
    appoints: [{ day: 44, office: 'host', count: 1 }],
  },
  bridge: {
    ...{ label: 'Grandma’s bridge club', by: ['host', 9], day: 45, maxUses: 5 },
    ...{ uses: 4, during: [45.1, 57] },
  },
};

const OTHERS: Readonly<Record<string, Invitation>> = {
  website: {
    ...{ label: 'Website', by: ['founder', 0], day: 1, channel: 'lobby' },
    ...{ uses: 34, during: [1.1, 58.9], evenly: true },
  },
  camp: {
    ...{ label: 'Camp team sign-up', by: ['steward', 0], day: 24, role: 'camp', maxUses: 20 },
    ...{ uses: 8, during: [24.2, 38] },
  },
  drivers: {
    ...{ label: 'Camp team, drivers', by: ['steward', 1], day: 26, role: 'camp', maxUses: 4 },
    ...{ uses: 1, during: [27, 30] },
  },
  meetup: {
    ...{ label: 'Autumn meet-up', by: ['moderator', 2], day: 28 },
    ...{ uses: 14, during: [28.1, 33] },
    revoked: [33.62, 'Posted in a public forum; a raid came through it'],
  },
  oldFlyer: {
    ...{ label: 'Flyer with the wrong date', by: ['steward', 1], day: 17 },
    ...{ uses: 3, during: [17.1, 18.4], revoked: [18.5, 'The date on it was wrong'] },
  },
  mistake: {
    ...{ label: null, by: ['host', 2], day: 22, channel: 'staff' },
    ...{ uses: 0, during: [22, 22], revoked: [22.04, undefined] },
  },
  openDay: {
    ...{ label: 'Open day, this evening only', by: ['moderator', 0], day: 20.6, lifeDays: 0.25 },
    ...{ uses: 6, during: [20.62, 20.8] },
  },
  starParty: {
    ...{ label: 'Star party weekend', by: ['steward', 0], day: 40, lifeDays: 3, maxUses: 30 },
    ...{ uses: 12, during: [40.1, 42.8] },
  },
  press: {
    ...{ label: 'Press', by: ['founder', 0], day: 36, lifeDays: 7, maxUses: 3 },
    ...{ uses: 1, during: [36.5, 38] },
  },
  trial: {
    ...{ label: 'Trial week', by: ['host', 1], day: 30, lifeDays: 7, maxUses: 10 },
    ...{ uses: 0, during: [30, 30] },
  },
  partner: {
    ...{ label: 'Partner observatory', by: ['steward', 1], day: 15, role: 'regular' },
    ...{ uses: 6, during: [15.1, 35], paused: 48 },
  },
  spanish: {
    ...{ label: 'Grupo en español', by: ['host', 3], day: 16, channel: 'espanol' },
    ...{ uses: 9, during: [16.1, 55], evenly: true },
  },
  waiting: {
    ...{ label: 'Waiting list', by: ['moderator', 3], day: 33, maxUses: 25 },
    ...{ uses: 5, during: [33.1, 49], paused: 50 },
  },
  winter: {
    ...{ label: 'Winter school', by: ['founder', 0], day: 57.5, lifeDays: 21, maxUses: 100 },
    ...{ uses: 9, during: [57.6, 58.95], role: 'beginner', channel: 'winter' },
  },
  candidates: {
    ...{ label: 'New moderators', by: ['steward', 0], day: 58.5, lifeDays: 5, maxUses: 2 },
    ...{ uses: 0, during: [59, 59], role: 'moderator' },
  },
  goesOut: {
    ...{ label: 'Bring a friend', by: ['host', 5], day: 30 },
    ...{ uses: 5, during: [30.1, 36] },
  },
  swept: {
    ...{ label: null, by: ['host', 7], day: 41 },
    ...{ uses: 4, during: [41.1, 50] },
  },
};

const FRIENDS = [
  ...['For my brother', 'For Mum', 'My flatmate', 'Choir', null, 'The new neighbour', 'Next desk'],
  ...['For my sister', null, 'An old friend', 'Our dentist', 'The plumber, really'],
];

/** Links for one person each, half of them used. */
const PERSONAL = FRIENDS.map((label, index): readonly [string, Invitation] => {
  const day = 18 + index * 3;
  const used = index % 2 === 0;
  return [
    `friend${index}`,
    {
      ...{ label, by: ['host', index % 5], day, maxUses: 1, uses: used ? 1 : 0 },
      ...{ during: [day + 0.2, day + 2], ...(index % 4 === 1 && { lifeDays: 60 }) },
    },
  ];
});

export const INVITATIONS: ReadonlyMap<string, Invitation> = new Map([
  ...Object.entries({ ...CHAIN, ...OTHERS }),
  ...PERSONAL,
]);
