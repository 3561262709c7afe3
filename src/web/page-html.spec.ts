import { describe, expect, it } from '@jest/globals';
import { dataBlock, headTags } from './page-html.js';

const HOSTILE = `"><script>alert('x')</script>&amp;`;

describe('the head of a page', () => {
  it('says the same to tabs and to makers of previews', () => {
    const html = headTags({ title: 'Harbour', description: '3 members.' });
    expect(html).toContain('<title>Harbour</title>');
    expect(html).toContain('<meta property="og:title" content="Harbour" />');
    expect(html).toContain('<meta name="twitter:description" content="3 members." />');
    expect(html).not.toContain('og:image');
  });

  it('shows markup as text', () => {
    const html = headTags({ title: HOSTILE, description: HOSTILE, image: `https://x/${HOSTILE}` });
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/content="[^"]*"[^ ]/);
    expect(html).toContain('<title>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)');
  });
});

describe('a block of data', () => {
  it('cannot be ended from within, and reads back as it was', () => {
    const value = { name: '</script><!--<script>' };
    const html = dataBlock('boot', value);
    const inner = /^<script type="application\/json" id="boot">(.*)<\/script>$/.exec(html)?.[1];
    expect(inner).not.toContain('<');
    expect(JSON.parse(inner ?? '')).toEqual(value);
  });
});
