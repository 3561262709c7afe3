import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';
import type { Config } from '../config.js';

export interface SecurityHeaders {
  /** Of answers that are data: nothing in them may be kept, loaded, run or framed. */
  readonly data: Readonly<Record<string, string>>;
  /** Of the pages that we serve. */
  readonly page: Readonly<Record<string, string>>;
}

/** Headers for browsers that are gone. */
const OBSOLETE = {
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const satisfies HelmetOptions;

/**
 * The security headers of every response, as helmet sets them. They depend on the settings only, so
 * they are made once: making them anew was a tenth of the time of a request.
 */
export async function securityHeaders(config: Config): Promise<SecurityHeaders> {
  const common = { ...OBSOLETE, strictTransportSecurity: onlyOverTls(config) };
  const isOverTls = config.publicUrl.startsWith('https:');
  return {
    data: {
      // What it says holds for this caller at this moment.
      'cache-control': 'no-store',
      ...(await headersOf({
        ...common,
        contentSecurityPolicy: {
          useDefaults: false,
          directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
        },
        // These speak of documents, and of what a document embeds: no browser runs or shows data that
        // says what it is and must not be sniffed.
        crossOriginOpenerPolicy: false,
        crossOriginResourcePolicy: false,
        originAgentCluster: false,
        referrerPolicy: false,
        xFrameOptions: false,
      })),
    },
    page: await headersOf({
      ...common,
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          // The API page sets its styles and its logo inline.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'https:'],
          frameAncestors: ["'none'"],
          upgradeInsecureRequests: isOverTls ? [] : null,
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
    }),
  };
}

/** For so long as the operator says, who knows whether TLS is there to stay; never for subdomains, which are others'. */
function onlyOverTls({
  publicUrl,
  hstsSeconds,
}: Config): false | { readonly maxAge: number; readonly includeSubDomains: false } {
  if (hstsSeconds === 0 || !publicUrl.startsWith('https:')) return false;
  return { maxAge: hstsSeconds, includeSubDomains: false };
}

/** What stands for the nonce until an answer has one. */
const NONCE = 'NONCE';

/**
 * The headers of the web client's pages, with the nonce of one answer. Everything comes from here, and
 * styles only from our files and from what bears the nonce: the component library writes some at run
 * time.
 */
export async function appHeaders(
  config: Config,
): Promise<(nonce: string) => Readonly<Record<string, string>>> {
  const headers: Readonly<Record<string, string>> = {
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
    ...(await headersOf({
      ...OBSOLETE,
      strictTransportSecurity: onlyOverTls(config),
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'", `'nonce-${NONCE}'`],
          // QR codes and icons are made in the page.
          imgSrc: ["'self'", 'data:', 'blob:'],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
    })),
  };
  const policy = headers['content-security-policy'] ?? '';
  return (nonce) => ({ ...headers, 'content-security-policy': policy.replace(NONCE, nonce) });
}

/** What helmet sets on an empty response. */
async function headersOf(options: HelmetOptions): Promise<Record<string, string>> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  await new Promise<void>((resolve, reject) => {
    helmet(options)(response.req, response, (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}
