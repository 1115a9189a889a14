-- CreateTable
CREATE TABLE "unreadable_batch" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "first_offset" BIGINT NOT NULL,
    "last_offset" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "skipped_at" TIMESTAMPTZ(3),
    "skipped_by" TEXT,
    "skip_reason" TEXT,

    CONSTRAINT "unreadable_batch_pkey" PRIMARY KEY ("topic","partition","first_offset")
);
