/** How many hashes, or entries, a full tile has; a tile stands for a subtree of this many tiles below it. */
export const TILE_WIDTH = 256;

/** Which tile: of hashes at a level, or of the entries themselves. See c2sp.org/tlog-tiles. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256; less than 256 for the last of its level. */
  readonly width: number;
}

/** Above it no log of whole numbers has a tile. */
const MAX_LEVEL = 6;

const PATH = /^(0|[1-9]\d?|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/**
 * The tile that a path names, below `tile/`; `undefined` if it names none.
 * @param path e.g. `0/x001/234.p/7`
 */
export function tileAt(path: string): Tile | undefined {
  const [, name, digits, partial] = PATH.exec(path) ?? [];
  if (name === undefined || digits === undefined) return undefined;
  const level = name === 'entries' ? name : Number(name);
  const index = Number(digits.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const isPartial = partial === undefined || width < TILE_WIDTH;
  const isNamedSo = pathOf({ level, index, width }) === path;
  const exists = level === 'entries' || level <= MAX_LEVEL;
  return isPartial && isNamedSo && exists && Number.isSafeInteger(index)
    ? { level, index, width }
    : undefined;
}

/** As `tileAt` reads it: three digits each, all but the last behind an `x`. */
export function pathOf({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const last = groups.pop() ?? '000';
  const path = [...groups.map((group) => `x${group}`), last].join('/');
  return `${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** How many leaves each hash of a tile stands for: 1 at level 0, 256 at level 1. */
export function leavesOfEach({ level }: Tile): number {
  return level === 'entries' ? 1 : TILE_WIDTH ** level;
}

/** How many leaves a log must have for a tile to be there. */
export function sizeFor(tile: Tile): number {
  return (tile.index * TILE_WIDTH + tile.width) * leavesOfEach(tile);
}
