-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "holder" (
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "holder_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" TEXT NOT NULL,
    "charge_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "facts" JSON NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'intent',
    "event_time" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "to" TEXT,
    "text" TEXT,
    "provider_id" TEXT,
    "last_error" TEXT,
    "called_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppressed_number" (
    "phone" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppressed_number_pkey" PRIMARY KEY ("phone")
);

-- CreateTable
CREATE TABLE "inbound_choice" (
    "provider_id" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "choice" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbound_choice_pkey" PRIMARY KEY ("provider_id")
);

-- CreateTable
CREATE TABLE "memory" (
    "one" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memory_pkey" PRIMARY KEY ("one")
);

-- CreateIndex
CREATE INDEX "notice_status_due_at_idx" ON "notice"("status", "due_at");

-- CreateIndex
CREATE INDEX "notice_charge_id_idx" ON "notice"("charge_id");

-- CreateIndex
CREATE INDEX "notice_to_called_at_idx" ON "notice"("to", "called_at");

-- CreateIndex
CREATE INDEX "notice_provider_id_idx" ON "notice"("provider_id");

-- What happened before this moment may have been texted by a database that was lost.
INSERT INTO "memory" DEFAULT VALUES;
