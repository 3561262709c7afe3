import type { Chance } from './chance.js';

/** Given names of many places; none of them means anybody. */
const GIVEN = [
  ...['Amara', 'Kofi', 'Ngozi', 'Thabo', 'Zanele', 'Wanjiru', 'Tariku', 'Fatou', 'Sizwe', 'Abeni'],
  ...['Aiko', 'Haruto', 'Sakura', 'Minjun', 'Seoyeon', 'Mei', 'Jiahao', 'Linh', 'Somchai', 'Putri'],
  ...[
    'Ananya',
    'Rohan',
    'Ishaan',
    'Kavya',
    'Farhan',
    'Nasrin',
    'Tenzin',
    'Dilani',
    'Aarav',
    'Sunita',
  ],
  ...['Layla', 'Omar', 'Yasmin', 'Karim', 'Dariush', 'Shirin', 'Noor', 'Tamar', 'Elif', 'Emre'],
  ...['Łukasz', 'Zofia', 'Ondřej', 'Jiří', 'Đorđe', 'Ivana', 'Oksana', 'Taras', 'Milena', 'Gergő'],
  ...['Søren', 'Åsa', 'Þórdís', 'Eero', 'Aino', 'Liis', 'Jānis', 'Rūta', 'Ingrid', 'Bjørn'],
  ...['João', 'Inês', 'Núria', 'Iker', 'Chiara', 'Matteo', 'Eleni', 'Nikos', 'Élodie', 'Aurélien'],
  ...[
    'Siobhán',
    'Cormac',
    'Rhys',
    'Angharad',
    'Morag',
    'Greta',
    'Jonas',
    'Marit',
    'Wouter',
    'Fleur',
  ],
  ...[
    'Ximena',
    'Joaquín',
    'Yara',
    'Thiago',
    'Itzel',
    'Mateo',
    'Nayeli',
    'Renata',
    'Killa',
    'Wayra',
  ],
  ...[
    'Aroha',
    'Tane',
    'Leilani',
    'Mele',
    'Sefa',
    'Kiri',
    'Nokomis',
    'Aiyana',
    'Tallulah',
    'Winona',
  ],
];

/** Names that are no Latin letters, one of them from right to left. */
const ELSEWHERE = [
  'Нина',
  'Ярослав',
  'さくら',
  '小明',
  '지우',
  'Ελένη',
  'أمينة',
  'მარიამი',
  'अनिल',
  'רוני',
];

const SKY = ['comet', 'lyra', 'perigee', 'zenith', 'aurora', 'vega', 'halley', 'orbit', 'umbra'];
const NIGHT = ['owl', 'watcher', 'walker', 'moth', 'lantern', 'sleeper', 'reader', 'tide'];

/** What somebody wants to be called, as no other is yet. */
export function newName(chance: Chance, taken: Set<string>): string {
  for (;;) {
    const name = someName(chance);
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

function someName(chance: Chance): string {
  const kind = chance.fraction();
  if (kind < 0.06) return chance.oneOf(ELSEWHERE);
  if (kind < 0.2) return `${chance.oneOf(SKY)}_${chance.oneOf(NIGHT)}`;
  const given = chance.oneOf(GIVEN);
  return kind < 0.45 ? given : `${given} ${String.fromCharCode(chance.between(65, 90))}.`;
}
