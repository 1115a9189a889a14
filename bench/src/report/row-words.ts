/** The languages of the pages at the root of the repository. */
export type PageLanguage = 'en' | 'es';

/** What a row compares, in words for a reader who knows no name of an arm. The keys are the rows' own names. */
const WORDS: Readonly<Record<string, Readonly<Record<PageLanguage, string>>>> = {
  '64 callers / stock': {
    en: 'answers to 64 callers, beside the recipe',
    es: 'respuestas a 64 clientes, frente a la receta',
  },
  'p99 of 64 callers / stock': {
    en: 'wait of the slowest hundredth of 64 callers, beside the recipe',
    es: 'espera del 1 % más lento de 64 clientes, frente a la receta',
  },
  'pos and debit alone, 64 callers / stock': {
    en: 'answers of pos and debit alone to 64 callers, beside the recipe',
    es: 'respuestas de pos y debit solos a 64 clientes, frente a la receta',
  },
  'pos and debit alone, 64 callers / bare': {
    en: 'answers of pos and debit alone to 64 callers, beside a bare pipeline',
    es: 'respuestas de pos y debit solos a 64 clientes, frente a una cadena mínima',
  },
  'p50 of one caller / stock': {
    en: 'wait of a lone caller, beside the recipe',
    es: 'espera de un cliente solo, frente a la receta',
  },
  'CPU a charge, 64 callers / stock': {
    en: 'CPU of a charge at 64 callers, beside the recipe',
    es: 'CPU de un cargo con 64 clientes, frente a la receta',
  },
  'CPU a charge, one caller / stock': {
    en: 'CPU of a charge of a lone caller, beside the recipe',
    es: 'CPU de un cargo de un cliente solo, frente a la receta',
  },
  'commits that write': {
    en: 'commits that write, for each charge',
    es: 'transacciones que escriben, por cargo',
  },
  'OffsetCommit requests': {
    en: 'requests that commit offsets, for each charge',
    es: 'peticiones que confirman offsets, por cargo',
  },
  'Produce requests': {
    en: 'requests that append records, for each charge',
    es: 'peticiones que añaden registros, por cargo',
  },
  'p99 of 16 callers with passages waiting / with none': {
    en: 'wait of the slowest hundredth of 16 callers, with passages in the queue beside none',
    es: 'espera del 1 % más lento de 16 clientes, con pasos en cola frente a ninguno',
  },
  'single passages, 64 callers, consumers stopped / the route without storage': {
    en: 'single passages of 64 callers, beside a route that stores nothing',
    es: 'pasos sueltos de 64 clientes, frente a una ruta que no guarda nada',
  },
  'a file of passages, consumers stopped / COPY of the same rows': {
    en: 'lines of a file of passages, beside COPY of the same rows',
    es: 'líneas de un fichero de pasos, frente a COPY de las mismas filas',
  },
  'debit and pos / stock': {
    en: 'charges that waited in the queue, beside the recipe',
    es: 'cargos que esperaban en cola, frente a la receta',
  },
  'debit and pos / stock-concurrent': {
    en: 'charges that waited in the queue, beside the recipe with four partitions at once',
    es: 'cargos que esperaban en cola, frente a la receta con cuatro particiones a la vez',
  },
  'debit and pos / bare': {
    en: 'charges that waited in the queue, beside a bare pipeline',
    es: 'cargos que esperaban en cola, frente a una cadena mínima',
  },
  'two processes of debit / one, other services stopped': {
    en: 'charges decided by two processes of debit, beside one',
    es: 'cargos que deciden dos procesos de debit, frente a uno',
  },
  'decision SQL / COPY of the same rows': {
    en: 'decisions in SQL, beside COPY of the same rows',
    es: 'decisiones en SQL, frente a COPY de las mismas filas',
  },
  'drain / decision SQL alone': {
    en: 'charges that waited in the queue, beside their SQL alone',
    es: 'cargos que esperaban en cola, frente a su SQL a solas',
  },
  'one hot merchant / twenty': {
    en: 'charges of one busy merchant, beside twenty merchants',
    es: 'cargos de un solo comercio, frente a veinte comercios',
  },
  'nothing but duplicates / first delivery': {
    en: 'charges that come again, beside new ones',
    es: 'cargos que llegan otra vez, frente a los nuevos',
  },
  'catching up / COPY of the same rows': {
    en: 'entries of audit that catches up, beside COPY of the same rows',
    es: 'entradas de audit al ponerse al día, frente a COPY de las mismas filas',
  },
  'verify / catching up': {
    en: 'entries verified, beside entries written',
    es: 'entradas comprobadas, frente a entradas escritas',
  },
  'texts with a provider of 50 ms / charges of 64 callers': {
    en: 'texts with a provider that takes 50 ms, beside charges of 64 callers',
    es: 'SMS con un proveedor que tarda 50 ms, frente a cargos de 64 clientes',
  },
  'after 64 callers have ended, until the last text is delivered': {
    en: 'seconds from the last charge of 64 callers to the last text',
    es: 'segundos desde el último cargo de 64 clientes hasta el último SMS',
  },
  '64 callers with audit and sms / without': {
    en: 'answers to 64 callers with audit and sms, beside none',
    es: 'respuestas a 64 clientes con audit y sms, frente a ninguno',
  },
  '64 callers with 1 000 000 charges and 100 000 accounts stored / with 10 000 accounts': {
    en: 'answers to 64 callers with a million charges stored, beside few',
    es: 'respuestas a 64 clientes con un millón de cargos guardados, frente a pocos',
  },
  'CPU of the idle stack': {
    en: 'per cent of a core that the idle stack uses',
    es: 'tanto por ciento de un núcleo que usa todo en reposo',
  },
  'memory of the idle stack': {
    en: 'gigabytes that the idle stack uses',
    es: 'gigabytes que usa todo en reposo',
  },
  'npm start in a warm clone without data': {
    en: 'seconds of `npm start` without data',
    es: 'segundos de `npm start` sin datos',
  },
  'demo data': {
    en: 'seconds that the demo data takes',
    es: 'segundos que tardan los datos de demostración',
  },
  'memory of pos after 1 000 000 messages / after 10 000': {
    en: 'memory of pos after a million messages, beside ten thousand',
    es: 'memoria de pos tras un millón de mensajes, frente a diez mil',
  },
  'memory of debit after 1 000 000 messages / after 10 000': {
    en: 'memory of debit after a million messages, beside ten thousand',
    es: 'memoria de debit tras un millón de mensajes, frente a diez mil',
  },
  'memory of audit after 1 000 000 messages / after 10 000': {
    en: 'memory of audit after a million messages, beside ten thousand',
    es: 'memoria de audit tras un millón de mensajes, frente a diez mil',
  },
  'memory of sms after 1 000 000 messages / after 10 000': {
    en: 'memory of sms after a million messages, beside ten thousand',
    es: 'memoria de sms tras un millón de mensajes, frente a diez mil',
  },
};

/** @throws for a row that has no words yet */
export function wordsOf(name: string, language: PageLanguage): string {
  const words = WORDS[name];
  if (!words) throw new Error(`the row "${name}" needs words for the READMEs: bench/src/report/row-words.ts`);
  return words[language];
}
