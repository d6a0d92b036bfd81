import { createHolidaysProgram } from './holidays-program';
import { runProgram } from './command';

void runProgram(createHolidaysProgram());
