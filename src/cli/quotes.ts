import { runProgram } from './command';
import { createQuotesProgram } from './quotes-program';

void runProgram(createQuotesProgram());
