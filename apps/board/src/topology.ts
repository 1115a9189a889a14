import { deadLetterTopic, serviceOf, topics, writersOf, type TopologyView } from '@peaje/contracts';

const named = <T>(names: Iterable<string>, view: (name: string) => T): T[] =>
  [...new Set(names)].sort().map(view);

/** The data flow as the contracts say it: a service of `nx g consumer` is in it by the group that it adds. Pure. */
export function topology(): TopologyView {
  const groups = named(
    topics.flatMap((topic) => topic.groups),
    (name) => ({
      name,
      service: serviceOf(name),
      topics: topics.filter((topic) => topic.groups.includes(name)).map((topic) => topic.name),
    }),
  );
  return {
    topics: topics.map((topic) => ({
      name: topic.name,
      key: topic.key,
      cleanup: topic.cleanup,
      types: Object.keys(topic.events),
      writers: [...writersOf(topic)],
      groups: [...topic.groups],
      personal: topic.personal !== undefined,
      deadLetterTopics: topic.groups.map((group) => ({ name: deadLetterTopic(topic.name, group), group })),
    })),
    groups,
    services: named([...topics.flatMap(writersOf), ...groups.map(({ service }) => service)], (name) => ({
      name,
      writes: topics.filter((topic) => writersOf(topic).includes(name)).map((topic) => topic.name),
      groups: groups.filter(({ service }) => service === name).map((group) => group.name),
    })),
  };
}
