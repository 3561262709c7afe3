import { Inject, Injectable } from '@nestjs/common';
import { LogOrigin } from '../log-origin.js';
import { COSIGNATURE, type NamedKey } from '../signed-note.js';
import { SIGNING_KEY, type SigningKey } from '../signing-key.js';

/** This community as a witness: by the name and the key of its log, which sign here as those of a cosigner. */
@Injectable()
export class WitnessKey {
  constructor(
    @Inject(SIGNING_KEY) private readonly key: SigningKey,
    private readonly origin: LogOrigin,
  ) {}

  async named(): Promise<NamedKey> {
    const publicKey = Buffer.from(this.key.publicKey, 'base64');
    return { name: await this.origin.name(), type: COSIGNATURE, publicKey };
  }
}
