import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { openSigningKey } from '../../transparency/signing-key.js';
import { secondsAfter, type Instant } from '../../platform/clock.js';
import { loadConfig } from '../../config.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { UserIds } from '../../identity/user-ids.js';
import { Challenges } from '../../identity/challenges.js';
import { CommandsModule } from '../command-bus.js';
import { Agenda, SetClock } from './agenda.js';
import { Chance, idsBy } from './chance.js';
import { DAY } from './days.js';
import { planModeration } from './moderation.js';
import { keyFile } from './key-file.js';
import { Story, type VisitorLinks } from './story.js';
import { Townsfolk } from './townsfolk.js';

/** How long the community has been there. */
const DAYS = 60;
const MS_OF_MINUTE = 60_000;
/** It guards nothing: the key follows from the seed. */
const PASSPHRASE = 'night owls look up';

export interface DemoOptions {
  /** A database with nothing in it. */
  readonly databaseUrl: string;
  readonly publicUrl: string;
  /** When the story ends. */
  readonly now: Instant;
  /** The same seed and `now` make the same community, but for keys that seal and tokens. */
  readonly seed: number;
  /** How many days are over; throws to end it. */
  readonly progress: (done: number, of: number) => void;
}

export interface DemoCommunity {
  readonly links: VisitorLinks;
  /** The owner's key, to be imported in a browser. */
  readonly ownerKey: { readonly file: string; readonly passphrase: string };
  /** An invite's page that shows much. */
  readonly busyCode: string;
  /** Of an invite that anybody can find. */
  readonly postedCode: string;
}

/** Fills a database with a community of some weeks: by the server's own commands, each at its time. */
export async function makeCommunity(options: DemoOptions): Promise<DemoCommunity> {
  const begins = `${secondsAfter(options.now, -DAYS * DAY * 60).slice(0, 10)}T00:00:00.000Z`;
  const clock = new SetClock(begins);
  const chance = new Chance(options.seed);
  const config = loadConfig({
    GATEHOUSE_DATABASE_URL: options.databaseUrl,
    GATEHOUSE_PUBLIC_URL: options.publicUrl,
    GATEHOUSE_SERVER_NAME: 'Night Owls',
    // Should the machine go down meanwhile, it is made again.
    GATEHOUSE_SQLITE_SYNCHRONOUS: 'normal',
  });
  const sources = { clock, ids: idsBy(chance, clock) };
  const app = await NestFactory.createApplicationContext(CommandsModule.with(config, sources), {
    logger: false,
    abortOnError: false,
  });
  try {
    // Before there is anything that another key might have signed.
    await openSigningKey(config, app.get<EventStore>(EVENT_STORE));
    const commands = app.get(CommandBus);
    const challenges = app.get<Challenges>(Challenges, { strict: false });
    const agenda = new Agenda(begins, clock);
    const ends = (Date.parse(options.now) - Date.parse(begins)) / MS_OF_MINUTE;
    const folk = new Townsfolk(commands, challenges, app.get(UserIds), chance);
    const story = new Story(commands, folk, agenda, ends);
    story.plan();
    planModeration(story);
    await agenda.play((minute) => options.progress(Math.floor(minute / DAY), DAYS));
    clock.set(options.now);
    const { key, seed } = story.founder;
    const owner = { community: options.publicUrl, pubkey: key.text, seed };
    return {
      links: await story.visitorLinks(),
      ownerKey: {
        file: keyFile(owner, PASSPHRASE, { salt: randomBytes(16), nonce: randomBytes(24) }),
        passphrase: PASSPHRASE,
      },
      busyCode: story.code('radio'),
      postedCode: story.code('website'),
    };
  } finally {
    await app.close();
  }
}
