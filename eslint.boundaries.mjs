import { readdirSync } from 'node:fs';

/**
 * The allowed imports, as data and one rule. A row: files that match `in` may not import a module that matches `not`,
 * unless it matches `but`. `tools/testing/src/boundaries.spec.ts` proves each row by an import that must fail.
 */
const packagesOf = (folder) => {
  const names = readdirSync(new URL(folder, import.meta.url), { withFileTypes: true });
  return new RegExp(
    `^@peaje/(${names
      .filter((one) => one.isDirectory())
      .map(({ name }) => name)
      .join('|')})(/|$)`,
  );
};
const APP = packagesOf('apps');
const TOOL = packagesOf('tools');
const EXAMPLE = packagesOf('examples');
const FRAMEWORK = /^(@nestjs\/|kafkajs|@prisma\/|pg$|rxjs|@peaje\/(messaging|chassis)$)/;

/** The rooms of a library, from the ground up: a room imports from itself and from rooms before it. */
const ROOMS = {
  messaging: ['ports', 'kafka', 'outbox', 'consume', 'parking'],
  chassis: ['config', 'database', 'http', 'health', 'parking'],
};

const roomOrder = Object.entries(ROOMS).flatMap(([lib, rooms]) =>
  rooms.map((room, floor) => ({
    name: `${lib}-rooms`,
    in: new RegExp(`^libs/${lib}/src/${room}/(?!.*(spec|builders)\\.ts$)`),
    not: /^\.\.\//,
    but: new RegExp(`^\\.\\./(${rooms.slice(0, floor).join('|') || '(?!)'})/`),
    why: `${room}/ imports only from rooms below it: ${rooms.join(' → ')}`,
  })),
);

export const boundaries = [
  ...roomOrder,
  {
    name: 'app-to-app',
    in: /^apps\//,
    not: APP,
    why: 'an app never imports another app: speak through a topic, or share a contract',
  },
  {
    name: 'app-to-tool',
    in: /^(apps|libs)\/(?!.*(spec|builders)\.ts$)/,
    not: TOOL,
    why: 'what runs in production never imports a tool',
  },
  {
    name: 'tool-to-app',
    in: /^tools\//,
    not: APP,
    why: 'a tool speaks to a service as an outside client does; code that both need is a contract',
  },
  {
    name: 'by-name',
    in: /^(apps|libs|tools|examples|e2e)\//,
    not: /^(\.\.\/)+(apps|libs|tools|examples)\/|^@peaje\/[^/]+\/.+/,
    but: /^@peaje\/(testing\/outside|stack\/info)$/,
    why: 'packages are imported by their name only',
  },
  {
    name: 'kernel',
    in: /^libs\/kernel\/(?!.*spec\.ts$)/,
    not: /^(?!\.|node:)/,
    why: 'the kernel depends on nothing but Node',
  },
  {
    name: 'contracts',
    in: /^libs\/contracts\/(?!.*spec\.ts$)/,
    not: /^(?!\.|node:)/,
    but: /^(zod|@peaje\/kernel)$/,
    why: 'contracts import the kernel and zod only, so that any reader of a topic can use them',
  },
  {
    name: 'messaging',
    in: /^libs\/messaging\/(?!.*spec\.ts$)/,
    not: /^(@peaje\/|@prisma\/)/,
    but: /^@peaje\/(kernel|contracts|record-batches)$/,
    why: 'messaging → record-batches, contracts, kernel',
  },
  {
    name: 'record-batches',
    in: /^libs\/record-batches\/(?!.*spec\.ts$)/,
    not: /^@peaje\//,
    but: /^@peaje\/contracts$/,
    why: 'record-batches → contracts: services and the CLI read a topic with the same code',
  },
  {
    name: 'kafkajs-port',
    in: /^(apps|libs)\/(?!messaging\/src\/kafka\/|record-batches\/|.*spec\.ts$)/,
    not: /^kafkajs/,
    why: 'kafkajs stays behind the port in libs/messaging/src/kafka/kafka-client.ts',
  },
  {
    name: 'chassis',
    in: /^libs\/chassis\/(?!.*(spec|program)\.ts$)/,
    not: /^(@peaje\/|@prisma\/)/,
    but: /^@peaje\/(kernel|contracts|messaging)$/,
    why: 'chassis → messaging, contracts, kernel',
  },
  {
    name: 'example',
    in: /^examples\/(?!.*spec\.ts$)/,
    not: /^(@peaje\/|@prisma\/|kafkajs)/,
    but: /^@peaje\/messaging$/,
    why: 'an example uses @peaje/messaging alone, as the reader will who takes nothing else',
  },
  {
    name: 'to-example',
    in: /^(apps|libs|tools|e2e|bench)\//,
    not: EXAMPLE,
    why: 'nothing depends on an example',
  },
  {
    name: 'domain',
    in: /^apps\/[^/]+\/src\/(charge|ledger)\//,
    not: new RegExp(`${FRAMEWORK.source}|^\\.\\./(http|db|kafka)/`),
    why: 'the domain knows no framework and none of its siblings: the module file wires it',
  },
  {
    name: 'outside',
    in: /^tools\/testing\/src\/outside\//,
    not: /^(?!\.\/|node:)/,
    but: /^(@peaje\/(contracts|kernel)|marked|github-slugger)$/,
    why: 'end-to-end tests import it, so it knows the contracts only: no service, port or stack',
  },
  {
    name: 'e2e-sql',
    in: /^e2e\/(?!support\/(faults|costs)\/)/,
    not: /^pg$/,
    why: 'what a service stores is its own: only e2e/support/faults reaches into a database, and costs counts commits',
  },
  {
    name: 'e2e',
    in: /^e2e\//,
    not: /^(@peaje\/|@nestjs\/|@prisma\/|(\.\.\/)+(apps|libs|tools))/,
    but: /^@peaje\/(contracts|testing\/outside)$/,
    why: 'end-to-end tests speak HTTP, Kafka and the CLI, as an outside client does; SQL only to inject faults',
  },
];

/** The rows that an import breaks. `file` is relative to the root, with forward slashes. */
export const brokenBy = (file, imported) =>
  boundaries.filter((row) => row.in.test(file) && row.not.test(imported) && !row.but?.test(imported));

const rule = {
  meta: { type: 'problem', schema: [], messages: { crossed: '{{ imported }}: {{ why }} ({{ name }})' } },
  create(context) {
    const file = context.filename.slice(context.cwd.length + 1).replaceAll('\\', '/');
    const check = (node) => {
      const imported = node.source?.value;
      if (typeof imported !== 'string') return;
      for (const { name, why } of brokenBy(file, imported)) {
        context.report({ node, messageId: 'crossed', data: { imported, why, name } });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

export const boundariesPlugin = { rules: { boundaries: rule } };
