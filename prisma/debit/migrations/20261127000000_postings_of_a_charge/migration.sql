-- CreateIndex
CREATE INDEX "posting_charge_id_idx" ON "posting"("charge_id");
