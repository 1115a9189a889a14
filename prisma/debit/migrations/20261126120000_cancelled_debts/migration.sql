-- A passage that is cancelled after its debt was recovered: the money went back, and the debt is settled.
ALTER TABLE "debt" ADD COLUMN "cancelled_at" TIMESTAMPTZ(3);
