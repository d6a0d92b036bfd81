import { runProgram } from './command';
import { createVerifyProgram } from './verify-program';

void runProgram(createVerifyProgram());
