import { Listr, type ListrTask } from 'listr2';

import { type OnProgress, type Step, STEPS } from '../progress.js';
import { duration, progressLine } from './progress-lines.js';
import { say } from './say.js';

/** Shows the progress of a start: a live list on a terminal, plain lines anywhere else. */
export interface ProgressView {
  onProgress: OnProgress;
  /** Ends the view. `failed` shows the unfinished steps as failed. */
  close(failed: boolean): Promise<void>;
}

export function progressView(isTerminal: boolean): ProgressView {
  return isTerminal ? liveList() : plainLines();
}

function plainLines(): ProgressView {
  return {
    onProgress: (progress) => {
      const line = progressLine(progress);
      if (line !== null) say(line);
    },
    close: async () => undefined,
  };
}

interface Leaf {
  ended: PromiseWithResolvers<void>;
  show: ((detail: string) => void) | null;
  title: string;
}

function liveList(): ProgressView {
  const leaves = new Map<Step, Leaf>();
  for (const [step, title] of Object.entries(STEPS)) {
    const ended = Promise.withResolvers<void>();
    ended.promise.catch(() => undefined);
    leaves.set(step as Step, { ended, show: null, title });
  }
  const task = (step: Step): ListrTask => leafTask(leaves.get(step) as Leaf);
  const inTurn = (...steps: Step[]): ListrTask['task'] => {
    return (_, parent) => parent.newListr(steps.map(task), { concurrent: false });
  };
  const sideBySide: ListrTask['task'] = (_, parent) =>
    parent.newListr(
      [
        { title: 'Kafka', task: inTurn('kafkaFiles', 'brokers', 'topics') },
        { title: 'PostgreSQL', task: inTurn('postgres', 'migrations') },
      ],
      { concurrent: true },
    );
  const list = new Listr(
    [task('check'), { title: 'Kafka and PostgreSQL', task: sideBySide }, task('services'), task('seed')],
    { rendererOptions: { collapseSubtasks: false, showErrorMessage: false }, registerSignalListeners: false },
  );
  const shown = list.run().catch(() => undefined);
  return {
    onProgress: ({ step, state, detail, ms }) => {
      const leaf = leaves.get(step) as Leaf;
      if (state === 'running') return detail === undefined ? undefined : leaf.show?.(detail);
      if (state === 'failed') return leaf.ended.reject(new Error(leaf.title));
      leaf.title = `${leaf.title}${detail ? ` (${detail})` : ''}  ${duration(ms)}`;
      leaf.ended.resolve();
    },
    close: async (failed) => {
      for (const { ended } of leaves.values()) {
        if (failed) ended.reject(new Error('not done'));
        else ended.resolve();
      }
      await shown;
    },
  };
}

function leafTask(leaf: Leaf): ListrTask {
  return {
    title: leaf.title,
    task: async (_, task) => {
      leaf.show = (detail) => void (task.output = detail);
      await leaf.ended.promise.finally(() => void (task.title = leaf.title));
    },
  };
}
