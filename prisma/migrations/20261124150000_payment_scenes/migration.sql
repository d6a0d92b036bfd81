-- What a channel must know of the payer in the scenes beside the QR code.
-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "payer_id" TEXT,
ADD COLUMN     "payer_ip" TEXT;
