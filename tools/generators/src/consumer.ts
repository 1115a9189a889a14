import { join } from 'node:path';
import {
  formatFiles,
  generateFiles,
  installPackagesTask,
  logger,
  names,
  readJson,
  updateJson,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { planConsumer, shortName, type ConsumerOptions } from './consumer-plan.js';
import { addGroup } from './topic-source.js';

const TEMPLATES = join(import.meta.dirname, '../templates/consumer');
/** The simplest service. A new one gets its dependencies and versions. */
const MODEL = 'apps/audit/package.json';

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

interface LockFile {
  packages: Record<string, unknown>;
}

/** `nx g consumer loyalty`: a flat service with a group and a database of its own. @throws OptionError */
export async function generateConsumer(tree: Tree, options: ConsumerOptions): Promise<GeneratorCallback> {
  const plan = planConsumer(tree, options);
  const { name, topic } = plan;
  const model = readJson<Manifest>(tree, MODEL);
  const { className, propertyName } = names(name);
  generateFiles(tree, TEMPLATES, '.', {
    ...plan,
    className,
    propertyName,
    shortName,
    table: `${name.replaceAll('-', '_')}_entry`,
    manifest: model,
    migration: `${new Date().toISOString().slice(0, 10).replaceAll('-', '')}000000_init`,
  });
  addGroup(tree, topic, name);
  lockPackage(tree, name, model);
  await formatFiles(tree);
  return () => {
    if (!options.skipInstall) installPackagesTask(tree, true);
    logger.info(`Next: npm run contracts (asyncapi.yaml names ${name}), then npm start`);
  };
}

/** `npm ci` refuses a lock file without every package of the workspace. */
function lockPackage(tree: Tree, name: string, { version, license, dependencies }: Manifest): void {
  updateJson<LockFile>(tree, 'package-lock.json', (lock) => {
    const folder = `apps/${name}`;
    const packages = {
      ...lock.packages,
      [folder]: { name: `@peaje/${name}`, version, license, dependencies },
      [`node_modules/@peaje/${name}`]: { resolved: folder, link: true },
    };
    const inOrder = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
    return { ...lock, packages: Object.fromEntries(inOrder) };
  });
}
