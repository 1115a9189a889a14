-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "acknowledged_at" TIMESTAMPTZ(3);
