-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "charge" (
    "id" UUID NOT NULL,
    "caller_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "fingerprint" TEXT,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "ledger" TEXT NOT NULL,
    "amount_minor" BIGINT,
    "currency" TEXT,
    "account_id" TEXT,
    "card_token" TEXT,
    "card_last4" TEXT,
    "card_product" TEXT,
    "merchant_id" TEXT NOT NULL,
    "till_id" TEXT,
    "gate_id" TEXT,
    "lane_id" TEXT,
    "reference" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decide_by" TIMESTAMPTZ(3),
    "passed_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "confirm_by" TIMESTAMPTZ(3),
    "reminders" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "charge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "card" (
    "token" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "expires" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "denied_since" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "card_pkey" PRIMARY KEY ("token")
);

-- CreateTable
CREATE TABLE "loaded_topic" (
    "topic" TEXT NOT NULL,
    "loaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "loaded_topic_pkey" PRIMARY KEY ("topic")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "headers" JSON NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "charge_merchant_id_id_idx" ON "charge"("merchant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "charge_caller_id_idempotency_key_key" ON "charge"("caller_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "outbox_due_at_idx" ON "outbox"("due_at");


-- By hand: what Prisma's schema language cannot say. Small indexes over the few rows that the sweeper looks for.
CREATE INDEX "charge_overdue_idx" ON "charge" ("decide_by") WHERE "status" = 'pending';
CREATE INDEX "charge_unconfirmed_idx" ON "charge" ("confirm_by") WHERE "confirm_by" IS NOT NULL;
