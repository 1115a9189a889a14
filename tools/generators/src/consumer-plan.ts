import type { Tree } from '@nx/devkit';
import { readJson } from '@nx/devkit';
import { topicSources, type TopicSource } from './topic-source.js';

export interface ConsumerOptions {
  readonly name: string;
  readonly topic: string;
  readonly events?: string;
  readonly skipInstall?: boolean;
}

/** The checked options of a generation. */
interface ConsumerPlan {
  readonly name: string;
  readonly topic: TopicSource;
  /** The event types that the service stores. */
  readonly stored: readonly string[];
  readonly port: number;
}

interface Manifest {
  readonly peaje?: { readonly port: number };
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_NAME_LENGTH = 30;
/** Names that the stack or every service already uses. */
const RESERVED = [
  'kafka',
  'postgres',
  'template0',
  'template1',
  'dead-letters',
  'parked-keys',
  'redrives',
  'discards',
];
/** 3000–3004 are the services of this repository. */
const FIRST_PORT = 3_005;

/** A wrong option: its name, the rule and the way out. */
class OptionError extends Error {
  override readonly name = 'OptionError';

  constructor(field: keyof ConsumerOptions, rule: string, wayOut: string) {
    super(`${field}: ${rule}\n\n${wayOut}`);
  }
}

/** Checks all options before a file is written. @throws OptionError */
export function planConsumer(tree: Tree, { name, topic, events }: ConsumerOptions): ConsumerPlan {
  const topics = topicSources(tree);
  assertName(tree, name, topics);
  const source = chosenTopic(topics, topic);
  return { name, topic: source, stored: chosenEvents(source, events), port: freePort(tree) };
}

function assertName(tree: Tree, name: string, topics: readonly TopicSource[]): void {
  if (!NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    throw new OptionError(
      'name',
      `"${name}" must be a noun in kebab-case (a–z, 0–9, single hyphens), at most ${MAX_NAME_LENGTH} long`,
      'For example: npx nx g consumer loyalty, or fraud-check.',
    );
  }
  const takenBy =
    packageFolders(tree).find((folder) => folder.endsWith(`/${name}`)) ??
    (tree.exists(`prisma/${name}`) ? `prisma/${name}` : undefined) ??
    topics.find(({ groups }) => groups.includes(name))?.file ??
    (RESERVED.includes(name) ? 'the stack itself' : undefined);
  if (takenBy === undefined) return;
  throw new OptionError(
    'name',
    `"${name}" is taken by ${takenBy}`,
    'A service, its group and its database share one name, which must be unique: choose another.',
  );
}

/** Only topics of charges: their events have a charge id to list by. Topics of states need another kind of service. */
function chosenTopic(topics: readonly TopicSource[], wanted: string): TopicSource {
  const choices = topics.filter(({ name }) => /^(charges|passages)\./.test(name));
  const chosen = choices.find(({ name }) => name === wanted);
  if (chosen) return chosen;
  const isKnown = topics.some(({ name }) => name === wanted);
  throw new OptionError(
    'topic',
    isKnown ? `"${wanted}" is not a topic of charges` : `there is no topic "${wanted}" in libs/contracts`,
    `Choose one of: ${choices.map(({ name }) => name).join(', ')}.` +
      (isKnown ? ' An example for a topic of states is apps/sms/src/holders.consumer.ts.' : ''),
  );
}

function chosenEvents(topic: TopicSource, wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return topic.types;
  const shortNames = wanted.split(',').map((one) => one.trim());
  const unknown = shortNames.filter((one) => !topic.types.some((type) => shortName(type) === one));
  if (unknown.length === 0) return topic.types.filter((type) => shortNames.includes(shortName(type)));
  const choices = [...new Set(topic.types.map(shortName))];
  throw new OptionError(
    'events',
    `${topic.name} has no event ${unknown.map((one) => `"${one}"`).join(', ')}`,
    `Choose from: ${choices.join(', ')}; comma-separated. The default is all of them.`,
  );
}

/** `peaje.charge.approved.v1` → `approved`. */
export const shortName = (type: string): string => type.split('.').at(-2) ?? type;

function freePort(tree: Tree): number {
  const manifests = packageFolders(tree).map((folder) => readJson<Manifest>(tree, `${folder}/package.json`));
  const taken = new Set(manifests.map(({ peaje }) => peaje?.port));
  let port = FIRST_PORT;
  while (taken.has(port)) port++;
  return port;
}

function packageFolders(tree: Tree): string[] {
  return ['apps', 'libs', 'tools']
    .flatMap((parent) => tree.children(parent).map((name) => `${parent}/${name}`))
    .filter((folder) => tree.exists(`${folder}/package.json`));
}
