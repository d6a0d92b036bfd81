import { runProgram } from './command';
import { createSetAsideProgram } from './set-aside-program';

void runProgram(createSetAsideProgram());
