import type { Caller } from '@peaje/chassis';
import type { BoardKey, May, Role } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { BoardConfig } from './board.config.js';

interface KeyRule {
  readonly variable:
    'PEAJE_BOARD_TILL_KEY' | 'PEAJE_BOARD_GATE_KEY' | 'PEAJE_BOARD_OPERATOR_KEY' | 'PEAJE_BOARD_KEY';
  readonly role: Role;
  readonly of: string;
}

const RULES: Readonly<Record<BoardKey, KeyRule>> = {
  till: { variable: 'PEAJE_BOARD_TILL_KEY', role: 'merchant', of: 'of a till' },
  gate: { variable: 'PEAJE_BOARD_GATE_KEY', role: 'gate-operator', of: 'of a gate' },
  operator: { variable: 'PEAJE_BOARD_OPERATOR_KEY', role: 'bank-operator', of: 'of an operator' },
  own: { variable: 'PEAJE_BOARD_KEY', role: 'bank-operator', of: 'of its own' },
};

type Config = Pick<BoardConfig, KeyRule['variable'] | 'PEAJE_BOARD_READ_ONLY'> & {
  readonly PEAJE_API_KEYS: { find(key: string): Pick<Caller, 'role'> | undefined };
};

const ALLOWED: May = { allowed: true, why: null };
const not = (why: string): May => ({ allowed: false, why });

/** The keys with which the board asks and acts for its visitors. Each must have its role, so no key does more than it should. */
export class BoardKeys {
  constructor(private readonly config: Config) {}

  /** @throws Refusal forbidden */
  of(key: BoardKey): string {
    const { allowed, why } = this.mayRead(key);
    const value = this.config[RULES[key].variable];
    if (allowed && value !== undefined) return value;
    throw new Refusal('forbidden', { detail: String(why) });
  }

  /** To read what the key may see. */
  mayRead(key: BoardKey): May {
    const { variable, role, of } = RULES[key];
    const value = this.config[variable];
    if (value === undefined) return not(`this board has no key ${of}: set ${variable}`);
    if (this.config.PEAJE_API_KEYS.find(value)?.role === role) return ALLOWED;
    return not(`PEAJE_API_KEYS does not know ${variable} as the key of a ${role}: correct one of them`);
  }

  /** To change something with it. */
  mayAct(key: BoardKey): May {
    if (this.config.PEAJE_BOARD_READ_ONLY)
      return not('this board is for looking only: PEAJE_BOARD_READ_ONLY is set');
    return this.mayRead(key);
  }
}
