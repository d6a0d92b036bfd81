import { runProgram } from './command';
import { createStaffProgram } from './staff-program';

void runProgram(createStaffProgram());
