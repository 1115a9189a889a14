-- Keys of what stands in no line are not trusted, and may be longer than an index takes.
DROP INDEX "parked_record_topic_partition_key_offset_idx";
CREATE INDEX "parked_record_line_idx" ON "parked_record" ("topic", "partition", "key", "offset") WHERE "line";
