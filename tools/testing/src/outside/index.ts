export { cancellationEvent, chargeEvent, outcomeEvent, type Outcome } from './charge-events.js';
export { eventually } from './eventually.js';
export { pagePaths, parsePage, readPage, REPOSITORY, type MarkdownPage } from './pages/markdown-page.js';
export { mentionedCommands } from './pages/mentioned-commands.js';
export { runnableCommands, type RunnableCommand } from './pages/runnable-commands.js';
export { ndjsonLines } from './ndjson-lines.js';
export { postShopCharge } from './post-shop-charge.js';
export { repeatWhileLate } from './repeat-while-late.js';
export { administratorUrl, pidOf, readStack, urlOf, type StackService } from './stack-file.js';
