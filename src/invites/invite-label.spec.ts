import { describe, expect, it } from '@jest/globals';
import { withoutCase } from '../platform/without-case.js';
import { labelKey, searchedText } from './invite-label.js';

describe('the label of an invite', () => {
  it.each([
    ['crew', 'The Crew'],
    ['ÄPFEL', 'viele Äpfel'],
    ['a\u0308pfel', 'viele Äpfel'],
    ['STRASSE', 'Große Straße'],
    ['ẞ', 'Große Straße'],
    ['ab3x', null],
    ['AB3XK9QZ', 'The Crew'],
  ])('is searched for %j and has it in %j', (text, label) => {
    expect(searchedText('Ab3xK9Qz', label)).toContain(withoutCase(text));
  });

  it('does not run into the code', () => {
    expect(searchedText('Ab3xK9Qz', 'The Crew')).not.toContain(withoutCase('CrewAb'));
  });

  it('sorts as people would', () => {
    const labels = [null, 'Zoo', 'Stand 10', 'Äpfel', 'stand 9', 'apple', ''];
    const sorted = labels.toSorted((a, b) => (labelKey(a) < labelKey(b) ? -1 : 1));
    expect(sorted).toEqual(['', 'Äpfel', 'apple', 'stand 9', 'Stand 10', 'Zoo', null]);
  });
});
