import type { Command } from './command.js';

/** A command as the front page names it. Its own file is loaded when somebody types it. */
export interface CommandEntry {
  readonly name: string;
  readonly describe: string;
  /** A command line that works on the demo data, or shows what an id looks like. */
  readonly example: string;
  readonly load: () => Promise<Command>;
}

interface Section {
  readonly heading: string;
  readonly commands: readonly CommandEntry[];
}

const CHARGE = '01a204ef-4271-7bb5-9de3-dfcc51258005';

/** Every command, as the front page groups them. */
export const SECTIONS: readonly Section[] = [
  {
    heading: 'Charges',
    commands: [
      {
        name: 'charge',
        describe: 'charge a card at a till, and wait for the outcome',
        example: 'peaje charge --card card_rich --amount 19.90',
        load: async () => (await import('./commands/charge.js')).chargeCommand,
      },
      {
        name: 'toll',
        describe: 'charge a card at a toll gate, without waiting',
        example: 'peaje toll --card card_rich --amount 3.90',
        load: async () => (await import('./commands/toll.js')).tollCommand,
      },
      {
        name: 'cancel',
        describe: 'cancel a charge, and wait until the money is back',
        example: `peaje cancel ${CHARGE}`,
        load: async () => (await import('./commands/cancel.js')).cancelCommand,
      },
      {
        name: 'watch',
        describe: 'follow one charge across services and topics until it is settled',
        example: 'peaje watch --last',
        load: async () => (await import('./commands/watch.js')).watchCommand,
      },
      {
        name: 'cards',
        describe: 'the demo cards, and what a charge of each shows',
        example: 'peaje cards',
        load: async () => (await import('./commands/cards.js')).cardsCommand,
      },
      {
        name: 'notices',
        describe: 'the texts to holders',
        example: 'peaje notices --max 5',
        load: async () => (await import('./commands/notices.js')).noticesCommand,
      },
    ],
  },
  {
    heading: 'Kafka',
    commands: [
      {
        name: 'topics',
        describe: 'all topics: partitions, replicas, retention, records',
        example: 'peaje topics',
        load: async () => (await import('./commands/topics.js')).topicsCommand,
      },
      {
        name: 'tail',
        describe: 'follow the records of a topic, until Ctrl-C',
        example: 'peaje tail charges.decided --from-beginning --max 5',
        load: async () => (await import('./commands/tail.js')).tailCommand,
      },
      {
        name: 'produce',
        describe: 'write messages to a topic of the course, never to one of the bank',
        example: 'peaje produce course.messages --value M1',
        load: async () => (await import('./commands/produce.js')).produceCommand,
      },
      {
        name: 'groups',
        describe: 'consumer groups: members, partitions and lag',
        example: 'peaje groups debit',
        load: async () => (await import('./commands/groups.js')).groupsCommand,
      },
    ],
  },
  {
    heading: 'Trust',
    commands: [
      {
        name: 'reconcile',
        describe: 'is it all there? compare pos, debit, audit and sms with the topics',
        example: 'peaje reconcile --since 24h',
        load: async () => (await import('./commands/reconcile.js')).reconcileCommand,
      },
      {
        name: 'slo',
        describe: 'the service level: purchases decided within their wait, and downtime as probes saw it',
        example: 'peaje slo --since 7d',
        load: async () => (await import('./commands/slo.js')).sloCommand,
      },
      {
        name: 'audit',
        describe: 'the tamper-evident record of all charges',
        example: 'peaje audit verify --from-topic',
        load: async () => (await import('./commands/audit.js')).auditCommand,
      },
      {
        name: 'dlq',
        describe: 'dead letters, and the records parked behind them',
        example: 'peaje dlq keys',
        load: async () => (await import('./commands/dlq.js')).dlqCommand,
      },
    ],
  },
  {
    heading: 'The stack',
    commands: [
      {
        name: 'stack',
        describe: 'the processes of the running stack: see, stop, kill and scale them',
        example: 'peaje stack kill debit',
        load: async () => (await import('./commands/stack.js')).stackCommand,
      },
      {
        name: 'logs',
        describe: 'what a process has written, and with --follow what it writes',
        example: 'peaje logs debit --follow',
        load: async () => (await import('./commands/logs.js')).logsCommand,
      },
      {
        name: 'doctor',
        describe: 'what is missing or unwell on this machine and in this stack, with the way out',
        example: 'peaje doctor',
        load: async () => (await import('./commands/doctor.js')).doctorCommand,
      },
      {
        name: 'completion',
        describe: 'the script that lets a shell complete commands, options and names',
        example: 'source <(peaje completion bash)',
        load: async () => (await import('./commands/completion.js')).completionCommand,
      },
    ],
  },
];

export const ENTRIES: readonly CommandEntry[] = SECTIONS.flatMap(({ commands }) => commands);
