-- Where the pages of a service's orders may lead back to: origins of the web; none, and its orders lead nowhere.
ALTER TABLE "service" ADD COLUMN     "return_origins" TEXT[] DEFAULT ARRAY[]::TEXT[];
