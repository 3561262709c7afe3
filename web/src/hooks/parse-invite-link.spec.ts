import { describe, expect, it } from '@jest/globals';
import { parseInviteLink } from './parse-invite-link.js';

const HERE = 'http://harbour.example:8080';
const CODE = 'Ab3xK9Qz';
const here = { kind: 'here', code: CODE };
const elsewhere = (url: string) => ({ kind: 'elsewhere', host: new URL(url).host, url });
const none = { kind: 'none' };

describe('a pasted link', () => {
  it.each([
    CODE,
    `  ${CODE}\n`,
    `http://harbour.example:8080/invite/${CODE}`,
    `HTTP://HARBOUR.example:8080/invite/${CODE}/`,
    `https://harbour.example:8080/invite/${CODE}?utm=x#y`,
    `<http://harbour.example:8080/invite/${CODE}>`,
    `harbour.example:8080/invite/${CODE}`,
    `decentcom://harbour.example:8080/invite/${CODE}`,
    `web+decentcom://harbour.example:8080/invite/${CODE}`,
    `decentcom:/invite/${CODE}?server=harbour.example:8080`,
    `decentcom:/invite/${CODE}?server=http%3A%2F%2Fharbour.example%3A8080`,
    `decentcom:/invite/${CODE}`,
  ])('%s leads to an invite of this community', (text) => {
    expect(parseInviteLink(text, [HERE])).toEqual(here);
  });

  it.each([
    [`https://x.example/invite/${CODE}`, `https://x.example/invite/${CODE}`],
    [`http://x.example/invite/${CODE}`, `http://x.example/invite/${CODE}`],
    [`x.example/invite/${CODE}`, `https://x.example/invite/${CODE}`],
    [`decentcom://x.example/invite/${CODE}`, `https://x.example/invite/${CODE}`],
    [`decentcom:/invite/${CODE}?server=x.example`, `https://x.example/invite/${CODE}`],
    [`decentcom:/invite/${CODE}?server=http://x.example/`, `http://x.example/invite/${CODE}`],
    [`https://x.example/sub/invite/${CODE}?a=1`, `https://x.example/sub/invite/${CODE}`],
    [`https://[::1]:8080/invite/${CODE}`, `https://[::1]:8080/invite/${CODE}`],
  ])('%s leads elsewhere', (text, url) => {
    expect(parseInviteLink(text, [HERE])).toEqual(elsewhere(url));
  });

  it.each([
    '',
    'short',
    'x'.repeat(33),
    'not a link',
    'https://x.example/',
    'https://x.example/invite/',
    'https://x.example/invite/a%2Fb',
    `javascript:alert(1)//invite/${CODE}`,
    `data:text/html,/invite/${CODE}`,
    `https://user:pw@x.example/invite/${CODE}`,
    `https://harbour.example@x.example/invite/${CODE}`,
    'decentcom:',
    'decentcom://',
    `decentcom:/invite/${CODE}?server=javascript:alert(1)`,
    `ftp://x.example/invite/${CODE}`,
    `https://x.example/invite/${CODE}/details`,
  ])('%j leads nowhere', (text) => {
    expect(parseInviteLink(text, [HERE])).toEqual(none);
  });

  it('of a community that was opened by another name is its own by both', () => {
    const own = [HERE, 'http://192.168.1.7:8080'] as const;
    for (const url of own) expect(parseInviteLink(`${url}/invite/${CODE}`, own)).toEqual(here);
    expect(parseInviteLink(`decentcom:/invite/${CODE}`, own)).toEqual(here);
  });

  it('leads to another community on the same host when it is under another path', () => {
    const own = ['https://shared.example/a'] as const;
    expect(parseInviteLink(`https://shared.example/a/invite/${CODE}`, own)).toEqual(here);
    for (const path of ['/b', '', '/a/b', '/ab']) {
      const url = `https://shared.example${path}/invite/${CODE}`;
      expect(parseInviteLink(url, own)).toEqual(elsewhere(url));
    }
  });
});
