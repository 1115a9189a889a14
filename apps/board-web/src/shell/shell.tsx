import { Suspense, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { SkeletonLines } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { Foot } from './foot.js';
import { Header } from './header.js';
import { Navigation } from './navigation.js';
import { useViewChange } from './view-change.js';
import { ViewGuard } from './view-guard.js';

export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useWords();
  const [path] = useLocation();
  useViewChange(path);
  return (
    <>
      <a
        href="#view"
        className="absolute -top-20 left-2 z-50 rounded-sm bg-accent px-3 py-2 text-on-accent focus:top-2"
      >
        {t('shell.skip')}
      </a>
      <Header />
      <div className="flex">
        <Navigation />
        <div className="flex min-h-[calc(100dvh-3rem)] min-w-0 flex-1 flex-col">
          <main id="view" tabIndex={-1} className="flex flex-1 flex-col gap-4 p-4 outline-none lg:p-6">
            <ViewGuard key={path}>
              <Suspense fallback={<SkeletonLines lines={6} />}>{children}</Suspense>
            </ViewGuard>
          </main>
          <Foot />
        </div>
      </div>
    </>
  );
}
