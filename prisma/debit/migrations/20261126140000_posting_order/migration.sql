-- Newest first is the order of posting: a charge's id is older than its reversal or the recovery of its debt.
CREATE SEQUENCE "posting_seq_seq";
ALTER TABLE "posting" ADD COLUMN "seq" BIGINT;
UPDATE "posting" SET "seq" = "numbered"."seq"
FROM (SELECT "id", row_number() OVER (ORDER BY "at", "id") AS "seq" FROM "posting") AS "numbered"
WHERE "posting"."id" = "numbered"."id";
SELECT setval('posting_seq_seq', count(*) + 1, false) FROM "posting";
ALTER TABLE "posting" ALTER COLUMN "seq" SET NOT NULL, ALTER COLUMN "seq" SET DEFAULT nextval('posting_seq_seq');
ALTER SEQUENCE "posting_seq_seq" OWNED BY "posting"."seq";

DROP INDEX "posting_from_account_id_idx";
DROP INDEX "posting_to_account_id_idx";
CREATE INDEX "posting_from_account_seq_idx" ON "posting"("from_account", "seq");
CREATE INDEX "posting_to_account_seq_idx" ON "posting"("to_account", "seq");
