import type { Config } from '../config/config';
import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { createFineReportService } from './fine-report.service';
import { createFineReturnService } from './fine-return.service';
import { createFineService } from './fine.service';
import { createHolidayService } from './holidays.service';
import { rulesUnder } from './quote-rules';
import { createRegisterClient } from './register-client.service';

interface FinesDeps {
  database: Database;
  clock: Clock;
  /** For what an operator must see. */
  report(message: string, facts: object): void;
}

type FinesConfig = Pick<Config, 'fineLookupSecret' | 'finePolicy' | 'register' | 'registerReportSlaMs'>;

/** What keeps penalty decisions, tells the register of their payments, and knows the working days. */
export function createFineServices(config: FinesConfig, { database, clock, report }: FinesDeps) {
  const { fineLookupSecret: lookupSecret, registerReportSlaMs: slaMs } = config;
  const rules = rulesUnder(config.finePolicy);
  const register = config.register && createRegisterClient(config.register);
  return {
    register,
    fines: createFineService({ database, clock, rules, register, lookupSecret }),
    fineReports: createFineReportService({ database, register, clock, slaMs, report }),
    fineReturns: createFineReturnService({ database, register, clock, report }),
    holidays: createHolidayService({ database, clock, report }),
  };
}
