-- The number by which people name an order. Orders from before have none.
CREATE SEQUENCE "pay_code_serial" AS BIGINT;
ALTER TABLE "orders" ADD COLUMN "pay_code" TEXT;
CREATE UNIQUE INDEX "orders_pay_code_key" ON "orders"("pay_code");
