-- CreateTable
CREATE TABLE "parked_key" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "parked_key_pkey" PRIMARY KEY ("topic","partition","key")
);

-- CreateTable
CREATE TABLE "parked_record" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "timestamp" BIGINT NOT NULL,
    "key" BYTEA,
    "value" BYTEA,
    "headers" JSON NOT NULL,
    "line" BOOLEAN NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "parked_record_pkey" PRIMARY KEY ("topic","partition","offset")
);

-- CreateTable
CREATE TABLE "run_note" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "run_note_pkey" PRIMARY KEY ("topic","partition")
);

-- CreateIndex
CREATE INDEX "parked_record_topic_partition_key_offset_idx" ON "parked_record"("topic", "partition", "key", "offset");
