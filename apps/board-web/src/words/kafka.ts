import { inBoth } from './in-both.js';

export const kafkaWords = inBoth({ title: 'Kafka' }, { title: 'Kafka' });
