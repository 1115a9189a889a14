-- A holder and a merchant with the same id have an account each (ADR 24).
ALTER TABLE "account" DROP CONSTRAINT "account_pkey", ADD CONSTRAINT "account_pkey" PRIMARY KEY ("kind", "id");

-- The kind of a posting says of which kind its two accounts are, so equal ids are two accounts.
ALTER TABLE "posting" DROP CONSTRAINT "posting_moves_money", ADD CONSTRAINT "posting_moves_money" CHECK ("amount_minor" > 0);

-- Takings of a merchant that came to the account of another owner with its id go to an account of its own. Where that
-- owner has spent them, a person decides: the query of ADR 24 finds them.
WITH "takings" AS (
  SELECT "account"."kind", "account"."id", sum("moved"."minor") AS "minor"
  FROM "account" JOIN (
    SELECT "to_account" AS "id", "amount_minor" AS "minor" FROM "posting" WHERE "kind" IN ('charge', 'debt-recovery')
    UNION ALL
    SELECT "from_account", -"amount_minor" FROM "posting" WHERE "kind" IN ('reversal', 'recovery-reversal')
  ) AS "moved" USING ("id")
  WHERE "account"."kind" <> 'merchant'
  GROUP BY "account"."kind", "account"."id", "account"."balance_minor"
  HAVING "account"."kind" = 'bank' OR "account"."balance_minor" >= sum("moved"."minor")
), "given" AS (
  UPDATE "account" SET "balance_minor" = "account"."balance_minor" - "takings"."minor" FROM "takings"
  WHERE "account"."kind" = "takings"."kind" AND "account"."id" = "takings"."id"
  RETURNING "account"."id", "account"."currency", "takings"."minor"
)
INSERT INTO "account" ("id", "kind", "currency", "balance_minor") SELECT "id", 'merchant', "currency", "minor" FROM "given";
