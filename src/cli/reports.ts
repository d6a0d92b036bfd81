import { runProgram } from './command';
import { createReportsProgram } from './reports-program';

void runProgram(createReportsProgram());
