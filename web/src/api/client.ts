import { createGatehouseClient } from '@gatehouse/sdk';
import { baseUrl } from '../boot/boot.js';
import { hearTime } from '../stores/clock.js';
import { renewSession, token } from '../stores/session.js';
import { unsent } from '../stores/view-as.js';

/** Every call of the API, in the name of who is here. A session that has ended is renewed unseen. */
export const api = createGatehouseClient({
  baseUrl,
  session: { token, renew: renewSession },
  onAnswer: hearTime,
});

// Whoever views as another looks, and changes nothing.
api.use({ onRequest: ({ request }) => unsent(request) });
