import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { connectFeed } from './feed/connection.js';
import { decoded } from './http/decoded.js';
import { queryClient } from './http/query-client.js';
import { LogView } from './shell/log-view.js';
import { NotFound } from './shell/not-found.js';
import { Shell } from './shell/shell.js';
import { StreetView } from './street/street-view.js';

const JourneyView = lazy(async () => ({ default: (await import('./journey/journey-view.js')).JourneyView }));
const KafkaView = lazy(async () => ({ default: (await import('./kafka/kafka-view.js')).KafkaView }));
const RecordView = lazy(async () => ({ default: (await import('./kafka/record-view.js')).RecordView }));
const DeadLettersView = lazy(async () => ({
  default: (await import('./dead-letters/dead-letters-view.js')).DeadLettersView,
}));

export function App() {
  useEffect(connectFeed, []);
  return (
    <QueryClientProvider client={queryClient}>
      <Shell>
        <Switch>
          <Route path="/" component={StreetView} />
          <Route path="/charges/:id">{({ id }) => <JourneyView chargeId={id} />}</Route>
          <Route path="/kafka" component={KafkaView} />
          <Route path="/kafka/dead-letters" component={DeadLettersView} />
          <Route path="/kafka/records/:id">{({ id }) => <RecordView id={decoded(id)} />}</Route>
          <Route path="/log" component={LogView} />
          <Route component={NotFound} />
        </Switch>
      </Shell>
    </QueryClientProvider>
  );
}
