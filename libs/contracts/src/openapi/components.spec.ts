import { bodies, views } from './components.js';

it.each(Object.entries({ ...bodies, ...views }))(
  'the example of %s is valid',
  (_name, { schema, example }) => {
    expect(schema.safeParse(example).error).toBeUndefined();
  },
);
