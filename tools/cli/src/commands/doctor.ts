import { checkMachine, type Finding } from '@peaje/stack';
import { EXIT } from '../cli-error.js';
import { commandWithoutStack, type Frame } from '../command.js';
import { noStack, stackFindings } from '../doctor/stack-findings.js';
import { findingsText } from '../render/findings.js';
import type { GlobalArgs, Session } from '../session.js';

export const doctorCommand = commandWithoutStack({
  usage: 'doctor',
  options: (cli) => cli.example('$0 doctor', 'exit code 1 when something is unwell'),
  run: async (frame, args) => {
    const findings = await allFindings(frame, args);
    const ok = findings.every(({ state }) => state !== 'unwell');
    const { terminal } = frame;
    await (args.json
      ? terminal.printJson({ ok, findings })
      : terminal.print(findingsText(findings, terminal.width)));
    return ok ? EXIT.done : EXIT.refused;
  },
});

async function allFindings({ begin, env }: Frame, args: GlobalArgs): Promise<Finding[]> {
  let session: Session;
  try {
    session = await begin(args);
  } catch (error) {
    return [...(await checkMachine(env, false)), noStack(error)];
  }
  try {
    return [...(await checkMachine(env, true)), ...(await stackFindings(session))];
  } finally {
    await session.close();
  }
}
