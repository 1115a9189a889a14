/** The part of this package that loads no library: for programs that look at a running stack and end. */
export { stackPaths } from './paths.js';
export { type DemoCard, demoCards } from './services/seed-list.js';
export { StackError } from './stack-error.js';
export { readStackInfo, type StackInfo } from './stack-info.js';
