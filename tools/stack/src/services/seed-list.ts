/** A holder with an account, a card and a deposit. */
export interface SeedHolder {
  accountId: string;
  name: string;
  /** E.164, invented. */
  phone: string;
  language: 'es' | 'en';
  depositMinor: number;
  card: {
    token: string;
    product: 'credit' | 'debit' | 'prepaid';
    last4: string;
    expires: string;
    blocked: boolean;
  };
}

/** The number of holders besides the named ones. */
const CROWD = 500;

const GIVEN =
  'María Ahmed Yuki Olu Anna Mateo Priya Wei Zofia Thabo Leila João Ingrid Kwame Sofía Dmitri Aisha Liam ' +
  'Nahia Chidi';
const FAMILY =
  'García Haddad Tanaka Adeyemi Novák Fernández Patel Chen Kowalska Nkosi Rahimi Silva Lindqvist Mensah ' +
  'Etxeberria Ivanov Diallo Murphy López Okafor Ferrer Nguyen Rossi';

interface NamedHolder extends SeedHolder {
  /** What a charge of its card shows. */
  shows: string;
}

const NAMED: NamedHolder[] = [
  named('rich', 'Carmen Ortega', 1, 'es', 1_000_000, { product: 'debit', last4: '4242' }, 'approved'),
  named(
    'poor',
    'Tom Baker',
    2,
    'en',
    500,
    { product: 'debit', last4: '0005' },
    'declined above 5.00 EUR: insufficient-funds',
  ),
  named(
    'blocked',
    'Mei Wong',
    3,
    'en',
    50_000,
    { product: 'credit', last4: '0013', blocked: true },
    'declined: card-blocked',
  ),
  named(
    'expired',
    'Iñaki Goñi',
    4,
    'es',
    50_000,
    { product: 'debit', last4: '0020', expires: '2020-01' },
    'declined: card-expired',
  ),
  named(
    'prepaid',
    'Lucía Vidal',
    5,
    'es',
    10_000,
    { product: 'prepaid', last4: '0100' },
    'approved in a shop; a toll gate refuses it: prepaid-not-accepted',
  ),
];

/** A card that documentation and tests name. */
export interface DemoCard {
  readonly token: string;
  readonly product: SeedHolder['card']['product'];
  readonly last4: string;
  readonly holder: string;
  /** The deposit at the start, in cents. */
  readonly depositMinor: number;
  readonly shows: string;
}

/** The demo cards, and what a charge of each shows. Pure. */
export const demoCards = (): DemoCard[] =>
  NAMED.map(({ name, depositMinor, shows, card: { token, product, last4 } }) => ({
    token,
    product,
    last4,
    holder: name,
    depositMinor,
    shows,
  }));

/** Many holders, so that lists have several pages. Always the same, in the same order. Pure. */
export function crowd(): SeedHolder[] {
  return Array.from({ length: CROWD }, (_, i) => crowdHolder(i + 1));
}

/** The holders that documentation and tests name. Pure. */
export function namedHolders(): SeedHolder[] {
  return [...NAMED];
}

/** The names that stack.json gives to the seeded cards and accounts: `rich` → `card_rich`. */
export const SEED_NAMES = {
  cards: namesWith('card', ['rich', 'poor', 'prepaid', 'blocked', 'expired']),
  accounts: namesWith('acc', ['rich', 'poor', 'prepaid']),
};

function crowdHolder(n: number): SeedHolder {
  const number = String(n).padStart(4, '0');
  return {
    accountId: `acc_${number}`,
    name: `${pick(GIVEN, n)} ${pick(FAMILY, n)}`,
    phone: phone(n),
    language: n % 3 === 0 ? 'en' : 'es',
    depositMinor: 50_000,
    card: {
      token: `card_${number}`,
      product: n % 2 === 0 ? 'credit' : 'debit',
      last4: number,
      expires: '2030-12',
      blocked: false,
    },
  };
}

function named(
  key: string,
  name: string,
  n: number,
  language: 'es' | 'en',
  depositMinor: number,
  card: Pick<SeedHolder['card'], 'product' | 'last4'> & Partial<SeedHolder['card']>,
  shows: string,
): NamedHolder {
  return {
    shows,
    accountId: `acc_${key}`,
    name,
    phone: phone(9_000 + n),
    language,
    depositMinor,
    card: { token: `card_${key}`, expires: '2030-12', blocked: false, ...card },
  };
}

function namesWith(prefix: string, keys: string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, `${prefix}_${key}`]));
}

function phone(n: number): string {
  return `+3460000${String(n).padStart(4, '0')}`;
}

/** There are 20 given and 23 family names, so 460 holders in a row have different names. */
function pick(names: string, n: number): string {
  const all = names.split(' ');
  return all[n % all.length] ?? '';
}
