import { LRUCache } from 'lru-cache';
import unhomoglyph from 'unhomoglyph';

/** Each takes some tens of microseconds, and a new name is held against those of up to 250 roles. */
const known = new LRUCache<string, readonly string[]>({ max: 5000 });

/**
 * Whether two names can be taken for one another: by case, by how a letter is made up (full width, bold), by letters of
 * other alphabets that look alike. The way of UTS #39, section 4: both have one skeleton. A name has three of them
 * here, as what looks alike in small letters does not in capitals (`l` and `I`).
 */
export function looksLike(one: string, other: string): boolean {
  const skeletons = skeletonsOf(other);
  return skeletonsOf(one).some((skeleton) => skeletons.includes(skeleton));
}

function skeletonsOf(name: string): readonly string[] {
  let skeletons = known.get(name);
  if (!skeletons) {
    skeletons = computeSkeletons(name);
    known.set(name, skeletons);
  }
  return skeletons;
}

function computeSkeletons(name: string): readonly string[] {
  const plain = name
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    // A pattern of Braille without dots is drawn as a space.
    .replace(/[\s\u2800]+/gu, ' ')
    .trim();
  return [plain, plain.toLowerCase(), plain.toUpperCase()].map((text) =>
    unhomoglyph(text.normalize('NFD')).normalize('NFD'),
  );
}
