/** Of all texts together; a snapshot is not among them. */
const MAX_CHARACTERS = 8_000_000;

interface Kept {
  readonly text: string;
  /** The number of the last event in the text. */
  readonly last: number;
}

/** The last events as they go to listeners, numbered from 1. It is the only buffer: a listener has none of its own. */
export class EventRing {
  private readonly texts = new Map<number, string>();
  private characters = 0;
  private newest = 0;

  constructor(
    private readonly maxEvents: number,
    private readonly maxCharacters = MAX_CHARACTERS,
  ) {}

  /** The number of the newest event; 0 before the first. */
  get last(): number {
    return this.newest;
  }

  append(textOf: (number: number) => string): void {
    const text = textOf(++this.newest);
    this.texts.set(this.newest, text);
    this.characters += text.length;
    while (this.texts.size > this.maxEvents || this.characters > this.maxCharacters) this.forgetOldest();
  }

  /** A listener that has this event can go on. */
  isKeptAfter(number: number): boolean {
    return number <= this.newest && number >= this.newest - this.texts.size;
  }

  /** The events after this one, about so many characters of them. @throws RangeError when one of them is not kept */
  after(number: number, maxCharacters: number): Kept {
    if (!this.isKeptAfter(number)) throw new RangeError(`events after ${number} are not kept`);
    const texts: string[] = [];
    let [last, left] = [number, maxCharacters];
    while (last < this.newest && left > 0) {
      const text = this.texts.get(++last)!;
      texts.push(text);
      left -= text.length;
    }
    return { text: texts.join(''), last };
  }

  private forgetOldest(): void {
    const oldest = this.newest - this.texts.size + 1;
    this.characters -= this.texts.get(oldest)!.length;
    this.texts.delete(oldest);
  }
}
