/** The tables of every arm: the rows that Peaje writes for a purchase, without what only Peaje needs. */
export const ARM_SCHEMA = `
  CREATE TABLE account (
    id text PRIMARY KEY, balance_minor bigint NOT NULL, status text NOT NULL DEFAULT 'open'
  ) WITH (fillfactor = 50);
  CREATE TABLE charge (
    id uuid PRIMARY KEY, account_id text NOT NULL, merchant_id text NOT NULL, amount_minor bigint NOT NULL,
    status text NOT NULL, reason text, decided_at timestamptz(3) NOT NULL DEFAULT now()
  );
  CREATE TABLE posting (
    charge_id uuid PRIMARY KEY, from_account text NOT NULL, to_account text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0)
  );
  CREATE TABLE request (
    id uuid PRIMARY KEY, account_id text NOT NULL, merchant_id text NOT NULL, amount_minor bigint NOT NULL,
    status text NOT NULL DEFAULT 'pending', reason text, requested_at timestamptz(3) NOT NULL DEFAULT now()
  ) WITH (fillfactor = 70);
  CREATE TABLE outbox (id uuid PRIMARY KEY, value text NOT NULL);`;
