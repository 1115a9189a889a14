export { startTestStack as default } from './test-stack.mjs';
