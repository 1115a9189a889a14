-- The tables of the example itself. Those of @peaje/messaging come from libs/messaging/schema.sql.
CREATE TABLE "customer_order" (
    "id" UUID PRIMARY KEY,
    "customer" TEXT NOT NULL,
    "article" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL
);

-- What the warehouse has.
CREATE TABLE "article" ("name" TEXT PRIMARY KEY);

-- One for each order, however often its event comes.
CREATE TABLE "parcel" (
    "order_id" UUID PRIMARY KEY,
    "customer" TEXT NOT NULL,
    "article" TEXT NOT NULL REFERENCES "article",
    "packed" BIGINT GENERATED ALWAYS AS IDENTITY
);
