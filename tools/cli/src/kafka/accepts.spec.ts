import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { accepts } from './accepts.js';

it('tells a port where somebody listens from one where nobody does', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await accepts(address)).toBe(true);

  server.close();
  await once(server, 'close');
  expect(await accepts(address)).toBe(false);
});
