import { checkMediaType, mediaTypeOf } from './media-type.js';

const accepted = (header: string) => () => checkMediaType(mediaTypeOf(header), ['application/json']);

describe('Content-Type', () => {
  it.each([
    'application/json',
    'Application/JSON',
    ' application/json ',
    'application/json;charset=utf-8',
    'application/json ; charset="UTF-8"',
    'application/json;CHARSET=Utf-8',
    'application/json; charset="u\\tf-8"',
    'application/json; charset=utf8',
    'application/json;',
    'application/json; profile="a;charset=latin1"',
    'application/json;\tv=1; charset=utf-8',
  ])('%j is JSON in UTF-8', (header) => {
    expect(accepted(header)).not.toThrow();
  });

  it.each([
    'application/json; charset=iso-8859-1',
    'application/json; charset="utf-16"',
    'application/json; charset=""',
    'application/problem+json',
    'application/jsonx',
    'application /json',
    'application/json, text/plain',
    'json',
    '',
    '/',
  ])('%j is refused with the type that the route takes', (header) => {
    expect(accepted(header)).toThrow(
      expect.objectContaining({ code: 'unsupported-media-type', headers: { accept: 'application/json' } }),
    );
  });
});
