import { boardAccountView, boardParkedKeyPage } from '../../board/actions.js';
import { json, type RouteContract, type ServiceName } from '../route.js';
import { debitRoutes } from './debit.js';
import { parkingRoutes } from './parking.js';
import { posRoutes } from './pos.js';

/** The keys of a board: it acts as a till, as a gate, as an operator of the bank, and reads as itself. */
export type BoardKey = 'till' | 'gate' | 'operator' | 'own';

/** A request that the board passes on to a service, with a key that the browser never sees. */
export interface ForwardedRoute {
  readonly method: 'GET' | 'POST';
  /** As the board has it. */
  readonly path: string;
  /** `named`: the service that stands in the path, which the service itself does not have. */
  readonly service: ServiceName | 'named';
  readonly key: BoardKey;
}

const NAMED = '/v1/services/{service}';

/** All that the board passes on; what is not here, no visitor can ask for. */
export const forwardedRoutes: readonly ForwardedRoute[] = [
  { method: 'POST', path: '/v1/charges', service: 'pos', key: 'till' },
  { method: 'GET', path: '/v1/charges/{id}', service: 'pos', key: 'till' },
  { method: 'POST', path: '/v1/charges/{id}/cancellation', service: 'pos', key: 'till' },
  { method: 'POST', path: '/v1/toll-passages', service: 'pos', key: 'gate' },
  { method: 'GET', path: '/v1/accounts/{id}', service: 'debit', key: 'own' },
  { method: 'GET', path: '/v1/accounts/{id}/postings', service: 'debit', key: 'own' },
  { method: 'GET', path: '/v1/cards/{token}', service: 'debit', key: 'own' },
  { method: 'GET', path: '/v1/debts', service: 'debit', key: 'own' },
  { method: 'GET', path: `${NAMED}/dead-letters`, service: 'named', key: 'operator' },
  { method: 'GET', path: `${NAMED}/dead-letters/{id}`, service: 'named', key: 'operator' },
  { method: 'GET', path: `${NAMED}/parked-keys`, service: 'named', key: 'operator' },
  { method: 'POST', path: `${NAMED}/redrives`, service: 'named', key: 'operator' },
  { method: 'POST', path: `${NAMED}/discards`, service: 'named', key: 'operator' },
];

/** The path at the service that answers. Its parameters stay: `/v1/dead-letters/{id}`. */
export const forwardedPath = ({ path, service }: ForwardedRoute): string =>
  service === 'named' ? path.replace(NAMED, '/v1') : path;

const service = { description: 'A service that parks records.', example: 'debit' };

const KEYS: Readonly<Record<BoardKey, string>> = {
  till: 'its key of a till',
  gate: 'its key of a gate',
  operator: 'its key of an operator',
  own: 'its own key',
};

/** Those that differ from the answers of the service. */
const ANSWERS: Readonly<Record<string, RouteContract['answers']>> = {
  '/v1/accounts/{id}': {
    200: {
      description: 'The account, without the telephone number of its holder.',
      body: json(boardAccountView),
    },
  },
  [`${NAMED}/parked-keys`]: {
    200: {
      description: 'A page of keys. The token of a card is not shown.',
      body: json(boardParkedKeyPage),
    },
  },
};

/** Their contracts: those of the services that answer, for callers without a key. */
export const boardForwardedRoutes: readonly RouteContract[] = forwardedRoutes.map((forwarded) => {
  const origin = originOf(forwarded);
  const isNamed = forwarded.service === 'named';
  return {
    ...origin,
    service: 'board',
    ...(isNamed ? {} : { sharesPath: true }),
    path: forwarded.path,
    allows: 'public',
    description: [
      origin.description,
      `The board passes it on to ${isNamed ? 'the service' : forwarded.service} with ${KEYS[forwarded.key]}.`,
    ]
      .filter((text) => text !== undefined)
      .join(' '),
    ...(isNamed || origin.params ? { params: { ...(isNamed ? { service } : {}), ...origin.params } } : {}),
    answers: ANSWERS[forwarded.path] ?? origin.answers,
    problems: [
      ...(origin.problems ?? []),
      'forbidden',
      'too-many-requests',
      ...(isNamed ? (['not-found'] as const) : []),
      ...(forwarded.method === 'POST' ? (['unsupported-media-type'] as const) : []),
    ],
  };
});

function originOf(forwarded: ForwardedRoute): RouteContract {
  const path = forwardedPath(forwarded);
  const origin = [...posRoutes, ...debitRoutes, ...parkingRoutes].find(
    (route) => route.method === forwarded.method && route.path === path,
  );
  if (!origin) throw new Error(`no service has ${forwarded.method} ${path}`);
  return origin;
}
