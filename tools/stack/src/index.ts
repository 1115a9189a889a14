export { type ControlClient, controlClient, type ProcessControl } from './control/control-client.js';
export type { KillRequest, StackStatus } from './control/control-requests.js';
export { stackPaths } from './paths.js';
export type { Progress, Step } from './progress.js';
export type { ServiceName } from './services/service-catalogue.js';
export { describeError, StackError } from './stack-error.js';
export { readStackInfo, type StackInfo, stackInfoSchema } from './stack-info.js';
export type { StackOptions } from './stack-options.js';
export { type Stack, startStack } from './start-stack.js';
