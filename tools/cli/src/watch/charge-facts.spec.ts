import { aCharge, anEntry, aNotice, anOutcome, aRecord, settledFacts } from './charge-facts.builders.js';
import { waitingFor } from './charge-facts.js';

describe('a charge is settled', () => {
  it('when pos, the bank, both topics, audit and sms have finished it', () => {
    expect(waitingFor(settledFacts())).toEqual([]);
  });

  it('without a text when it was declined at a till', () => {
    const outcome = anOutcome({ type: 'peaje.charge.declined.v1' });
    const facts = settledFacts({
      charge: aCharge({ status: 'declined', ledger: 'untouched', reason: 'insufficient-funds' }),
      records: [aRecord(), outcome],
      notices: [],
    });
    expect(waitingFor(facts)).toEqual([]);
  });

  it('without an answer that nobody remembers: another instance gave it, or it was long ago', () => {
    expect(waitingFor(settledFacts({ answers: [] }))).toEqual([]);
  });

  it('when its text is unresolved: only an operator can resolve it', () => {
    expect(waitingFor(settledFacts({ notices: [aNotice({ status: 'unresolved', sentAt: null })] }))).toEqual(
      [],
    );
  });

  it('at once when its key was cancelled before the request arrived', () => {
    const charge = aCharge({ status: 'cancelled', ledger: 'open', amount: null, card: null });
    expect(waitingFor(settledFacts({ charge, records: [], entries: [], notices: [] }))).toEqual([]);
  });
});

describe('a charge waits for', () => {
  it.each([
    ['the decision', { charge: aCharge({ status: 'pending', ledger: 'open' }) }],
    ['the bank', { charge: aCharge({ status: 'cancelled', ledger: 'debited' }) }],
    ['the outcome on Kafka', { records: [aRecord()], entries: [anEntry(aRecord())] }],
    ['the request on Kafka', { records: [anOutcome()] }],
    ['the answer to the till', { answers: [], answerMayCome: true }],
    ['audit', { entries: [anEntry(aRecord())] }],
    ['the text to the holder', { notices: [aNotice({ status: 'calling' })] }],
    ['sms, which does not answer', { notices: [], silent: ['sms'] }],
  ])('%s', (step, changes) => {
    expect(waitingFor(settledFacts(changes))).toEqual([step]);
  });

  it('the text about its reversal', () => {
    const reversed = anOutcome({ offset: '120', type: 'peaje.charge.reversed.v1' });
    const facts = settledFacts({ charge: aCharge({ status: 'cancelled', ledger: 'reversed' }) });
    const records = [...facts.records, reversed];
    const entries = [...facts.entries, anEntry(reversed)];
    expect(waitingFor({ ...facts, records, entries })).toEqual(['the text to the holder']);
  });
});
