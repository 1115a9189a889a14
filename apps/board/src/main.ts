import { startService } from '@peaje/chassis';
import { boardEnv } from './board.config.js';
import { BoardModule } from './board.module.js';

await startService({ name: 'board', env: boardEnv, module: BoardModule, servesPage: true });
