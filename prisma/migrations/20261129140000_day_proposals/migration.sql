-- Several may propose to close a day: where the only one who may close had proposed it, nobody could.
ALTER TABLE "day_proposal" DROP CONSTRAINT "day_proposal_pkey", ADD CONSTRAINT "day_proposal_pkey" PRIMARY KEY ("day", "proposed_by");
