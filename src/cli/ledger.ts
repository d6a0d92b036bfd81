import { runProgram } from './command';
import { createLedgerProgram } from './ledger-program';

void runProgram(createLedgerProgram());
