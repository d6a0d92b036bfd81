import { runProgram } from './command';
import { createSettlementProgram } from './settlement-program';

void runProgram(createSettlementProgram());
