-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "chain" (
    "name" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "offset" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "chain_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "entry" (
    "chain" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "key" BYTEA,
    "value" BYTEA,
    "headers" JSON NOT NULL,
    "type" TEXT,
    "subject" TEXT,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "entry_pkey" PRIMARY KEY ("chain","seq")
);

-- CreateIndex
CREATE INDEX "entry_subject_idx" ON "entry"("subject");

-- CreateIndex
CREATE UNIQUE INDEX "entry_chain_offset_key" ON "entry"("chain", "offset");
