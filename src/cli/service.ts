import { runProgram } from './command';
import { createServiceProgram } from './service-program';

void runProgram(createServiceProgram());
