-- The tables of @peaje/messaging, for a database of your own. `schema.int-spec` holds them to those of the services.

-- Events that a commit has promised (outbox/). A row goes after Kafka's acknowledgement.
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "headers" JSON NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "acknowledged_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "outbox_due_at_idx" ON "outbox" ("due_at");
-- With a compacted topic this too, because a new state looks for the older ones of its key:
-- CREATE INDEX "outbox_topic_key_idx" ON "outbox" ("topic", "key");

-- Keys whose records wait (parking/). Every change of a queue takes the row's lock.
CREATE TABLE "parked_key" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "key" BYTEA NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "parked_key_pkey" PRIMARY KEY ("topic", "partition", "key")
);

-- Dead letters, and the records that wait behind them ("line").
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

    CONSTRAINT "parked_record_pkey" PRIMARY KEY ("topic", "partition", "offset")
);
CREATE INDEX "parked_record_line_idx" ON "parked_record" ("topic", "partition", "key", "offset") WHERE "line";

-- Where a run of a partition began that has not ended: the death of the process counts as an attempt.
CREATE TABLE "run_note" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "run_note_pkey" PRIMARY KEY ("topic", "partition")
);

-- Batches that nobody can read, and those that an operator has stepped over.
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

    CONSTRAINT "unreadable_batch_pkey" PRIMARY KEY ("topic", "partition", "first_offset")
);
