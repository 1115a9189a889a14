import { connect } from 'node:net';

/** Whether something answers on this port of 127.0.0.1 within half a second. Never throws. */
export function answersTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 500 });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false));
  });
}

/** Says so when nothing answers on this port; null when something does. */
export async function silentPort(port: number): Promise<string | null> {
  return (await answersTcp(port)) ? null : `nothing answers on port ${port} yet`;
}
