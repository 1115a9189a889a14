import { controlClient, rotateCheckpointKey, type RotatedKey } from '@peaje/stack';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { lines, text } from '../render/printable.js';
import type { Session } from '../session.js';

export const rotateKeyCommand = command({
  usage: 'rotate-key',
  describe: 'let audit sign its checkpoints with a new key; it is stopped for a few seconds',
  options: (cli) => cli.example('$0 audit rotate-key', 'after the private key was seen, or once a year'),
  run: async (session, { json }) => {
    const rotated = await rotate(session);
    const { keyId, publicFile, oldKeyId, oldPublicFile, validUntil } = rotated;
    if (json) return session.terminal.printJson({ keyId, publicFile, oldKeyId, oldPublicFile, validUntil });
    return session.terminal.print(
      lines([
        text`audit signs with key ${keyId} now: ${publicFile}`,
        text`Key ${oldKeyId} verifies what it signed until ${validUntil.toISOString()}: ${oldPublicFile}`,
      ]),
    );
  },
});

/**
 * The limit of the old key is a time at which no audit runs: its last checkpoint, which it signs while it stops, is
 * earlier. audit starts again in any case, also when the rotation fails.
 */
async function rotate(session: Session): Promise<RotatedKey> {
  const keys = session.info.checkpointKeys;
  if (keys === null) {
    throw new CliError(
      EXIT.refused,
      'This stack has not made the key that audit signs with, or the key is in a container.',
      'docs/runbooks/checkpoints.md says how to rotate it by hand.',
    );
  }
  const audit = controlClient(session.info).service('audit');
  await audit.stop();
  try {
    return await rotateCheckpointKey({ keys }, new Date());
  } finally {
    await audit.start();
  }
}
