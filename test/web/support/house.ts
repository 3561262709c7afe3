import { join } from 'node:path';
import { ownerOf, type Person } from '../../support/person.js';
import {
  startGatehouse,
  temporaryFolder,
  type RunningGatehouse,
  type Settings,
} from '../../support/process.js';

/** A Gatehouse for one suite of pages, on a file of its own. */
export class House {
  readonly url: string;

  private constructor(
    private server: RunningGatehouse,
    private readonly folder: ReturnType<typeof temporaryFolder>,
    private readonly settings: Settings,
  ) {
    this.url = server.url;
  }

  static async open(settings: Settings = {}): Promise<House> {
    const folder = temporaryFolder();
    const file = join(folder.path, 'gatehouse.db');
    const named = { GATEHOUSE_SERVER_NAME: 'Harbour Watch', ...settings };
    return new House(await startGatehouse(`sqlite:${file}`, named), folder, named);
  }

  /** Its address, for writing to the log while nothing runs. */
  get database(): string {
    return `sqlite:${join(this.folder.path, 'gatehouse.db')}`;
  }

  get ownerLink(): string {
    if (this.server.ownerLink === undefined) throw new Error('It has an owner.');
    return this.server.ownerLink;
  }

  /** The owner, as a program: for what is not under test. */
  owner(): Promise<Person> {
    return ownerOf(this.server);
  }

  /** Ends the process; nothing answers until it is started again. */
  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** Starts it again, at the same address. */
  async start(settings: Settings = {}): Promise<void> {
    this.server = await startGatehouse(this.database, {
      ...this.settings,
      ...settings,
      GATEHOUSE_PORT: new URL(this.url).port,
      GATEHOUSE_PUBLIC_URL: this.url,
    });
  }

  async close(): Promise<void> {
    await this.server.kill();
    this.folder.remove();
  }
}
