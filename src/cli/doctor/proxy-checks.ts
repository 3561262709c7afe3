import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Config } from '../../config.js';
import { found, type Finding } from './finding.js';

const PATIENCE_MS = 5000;

/** Whether what the settings say of a proxy goes together: Gatehouse itself speaks no TLS. */
export function proxy({ publicUrl, trustedProxies, host }: Config): Finding {
  const check = 'proxy';
  const { protocol, hostname } = new URL(publicUrl);
  const isTrusted = trustedProxies !== 0;
  if (protocol === 'https:' && !isTrusted) {
    return found(
      'warn',
      check,
      'a proxy ends the TLS of GATEHOUSE_PUBLIC_URL, and all who come by it count as one address; ' +
        'set GATEHOUSE_TRUST_PROXY to how many proxies there are, or to their networks',
    );
  }
  if (protocol === 'http:' && !isLocal(hostname)) {
    return found(
      'warn',
      check,
      `GATEHOUSE_PUBLIC_URL is http: session tokens cross the network to ${hostname} in the clear; put a proxy with TLS before it`,
    );
  }
  if (protocol === 'http:' && isTrusted) {
    return found(
      'warn',
      check,
      'GATEHOUSE_TRUST_PROXY is set and GATEHOUSE_PUBLIC_URL is of no proxy: whoever asks may say where they ' +
        'come from; unset the one, or mend the other',
    );
  }
  if (!isTrusted) return found('ok', check, 'none is needed on this machine alone');
  const open = typeof trustedProxies === 'number' && !isLocal(host);
  return found(
    'ok',
    check,
    open
      ? `trusted; see that nobody else reaches ${host}, or name its networks in GATEHOUSE_TRUST_PROXY`
      : 'trusted for where people come from',
  );
}

/**
 * What comes of the public URL, while a server runs: whether a proxy leads there, lets the gateway through and keeps the
 * metrics back.
 */
export async function publicly({ publicUrl }: Config): Promise<Finding> {
  const check = 'public';
  try {
    const { status } = await ask(`${publicUrl}/healthz`);
    if (status !== 200) {
      return found('warn', check, `${publicUrl}/healthz answers ${status}; look at the proxy`);
    }
    const gateway = await ask(`${publicUrl}/api/v1/gateway/?EIO=4&transport=websocket`, true);
    if (gateway.status !== 101) {
      return found(
        'warn',
        check,
        `${publicUrl} lets no WebSocket through (${gateway.status}): let the proxy pass Upgrade on at /api/v1/gateway`,
      );
    }
    const isShown =
      !isLocal(new URL(publicUrl).hostname) && (await ask(`${publicUrl}/metrics`)).status === 200;
    if (isShown) {
      return found(
        'warn',
        check,
        `${publicUrl}/metrics is there for everybody; deny it at the proxy`,
      );
    }
    return found('ok', check, `${publicUrl} leads here, WebSockets too`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return found(
      'warn',
      check,
      `${publicUrl} cannot be reached from here: ${why}; open it where people are, and look at the proxy`,
    );
  }
}

function ask(url: string, upgrade = false): Promise<{ readonly status: number }> {
  const headers = upgrade && {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? overHttps : overHttp)(url, {
      headers: { ...headers },
      agent: false,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101 });
    });
    request.on('response', (response) => {
      response.destroy();
      resolve({ status: response.statusCode ?? 0 });
    });
    request.on('error', reject);
    request.end();
  });
}

function isLocal(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost');
}
