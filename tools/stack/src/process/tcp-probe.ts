import { connect } from 'node:net';

/** True when a server accepts connections on this port of 127.0.0.1 within half a second. Never throws. */
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

/** The reason of `whyNotReady` while no server accepts connections on this port; null when one does. */
export async function whyPortIsSilent(port: number): Promise<string | null> {
  return (await answersTcp(port)) ? null : `no server listens on port ${port} yet`;
}
