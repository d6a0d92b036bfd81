import { createBankProgram } from './bank-program';
import { runProgram } from './command';

void runProgram(createBankProgram());
