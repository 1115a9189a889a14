import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import type pg from 'pg';
import { SettledListener } from './settled-listener.js';

/** Stands before PostgreSQL. A connection that it silences stays open and carries nothing any more, as behind a dead router. */
async function openProxy(port: number, host: string) {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const server = connect(port, host);
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.pipe(server).pipe(client);
    sockets.push(client, server);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.length / 2,
    silence: () => {
      for (const socket of sockets) socket.unpipe().on('data', () => undefined);
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('the connection that listens', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createTestDatabase('pos')));
  afterAll(() => database.drop());

  it('is replaced when it is half open: no reset came, and it does not answer', async () => {
    const { hostname, port } = new URL(database.url);
    const proxy = await openProxy(Number(port), hostname);
    const throughProxy = new URL(database.url);
    throughProxy.hostname = '127.0.0.1';
    throughProxy.port = String(proxy.port);
    const options = { ...database.pool.options, connectionString: throughProxy.href };
    // The rows are read directly.
    const pool = Object.assign(Object.create(database.pool) as pg.Pool, { options });
    const listener = new SettledListener(pool, 200);
    listener.onApplicationBootstrap();
    await eventually('it listens', async () => {
      const { rowCount } = await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()`,
      );
      expect(rowCount).toBe(1);
    });

    proxy.silence();

    await eventually('it listens on another connection', () => expect(proxy.connections()).toBe(2));
    await listener.onApplicationShutdown();
    proxy.close();
  });
});
