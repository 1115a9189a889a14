-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "acknowledged_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "outbox_topic_key_idx" ON "outbox"("topic", "key");
