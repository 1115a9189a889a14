import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument, routes, servicesOf, type ServiceName } from '@peaje/contracts';
import { ROOT } from './folders.js';

/** The routes of the whole system as `npm start` runs it. Each path names the services that have it. */
export const openApi = () =>
  openApiDocument(
    'Peaje',
    routes.filter(({ sharesPath }) => !sharesPath),
    (route) => ({ servers: servicesOf(route).map(serverOf) }),
  );

const serverOf = (service: ServiceName) => ({
  url: `http://127.0.0.1:${portOf(service)}`,
  description: service,
});

function portOf(service: ServiceName): number {
  const manifest = readFileSync(join(ROOT, 'apps', service, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { peaje: { port: number } }).peaje.port;
}
