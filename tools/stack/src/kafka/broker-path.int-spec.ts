import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { REPOSITORY, stackPaths } from '../paths.js';
import { reservePortBlock } from '../process/port-block.js';
import { brokerJvmArgs, renderBrokerConfig } from './broker-config.js';
import { ensureFormatTemplate } from './broker-storage.js';
import { KafkaCluster } from './cluster.js';
import { findJava } from './java.js';
import { classPath, fetchJars, hasJars, jarsDir } from './kafka-jars.js';

const CACHE = join(REPOSITORY, '.peaje/cache');
const dir = await mkdtemp(join(tmpdir(), 'peaje-peña-'));
const paths = stackPaths(dir);
const cacheDir = join(dir, 'cache');
const sessionLocale = process.env['LC_ALL'];
const holdsPorts = createServer();
let cluster: KafkaCluster | undefined;

beforeAll(async () => {
  process.env['LC_ALL'] = 'C';
  if (!(await hasJars(CACHE))) await fetchJars(CACHE, join(REPOSITORY, 'tools/stack/kafka/pom.xml'));
  await mkdir(cacheDir);
  await symlink(jarsDir(CACHE), jarsDir(cacheDir));
}, 240_000);

afterAll(async () => {
  await cluster?.abort();
  holdsPorts.close();
  await rm(dir, { recursive: true, force: true });
  if (sessionLocale === undefined) delete process.env['LC_ALL'];
  else process.env['LC_ALL'] = sessionLocale;
}, 30_000);

describe('Kafka in a folder with a letter beyond ASCII, in a session with the locale C', () => {
  it('finds its jars, formats a folder and keeps its data in it', async () => {
    const block = await reservePortBlock(holdsPorts);
    const self = { id: 1, port: block.next(), controllerPort: block.next() };
    const java = await findJava(false);
    const jvmArgs = brokerJvmArgs(await classPath(cacheDir), null, 'fast');
    const template = join(cacheDir, 'formatted');
    await ensureFormatTemplate(template, java, jvmArgs, (data) => renderBrokerConfig(self, [self], data));

    cluster = await KafkaCluster.open({ java, template, jvmArgs }, [self], paths, () => undefined);
    await cluster.start();
    await cluster.stop();
    expect(existsSync(join(paths.data, 'kafka-1', '__cluster_metadata-0'))).toBe(true);
  });
});
