import type { FactoryProvider, InjectionToken } from '@nestjs/common';

/**
 * Wires a plain class in one line of a module file: `provide(Charges, PrismaCharges, [PrismaClient, Pool, Relay])`.
 * The dependencies stand in the order of its constructor; the class itself knows nothing of Nest.
 */
export function provide<T, Args extends unknown[]>(
  token: InjectionToken<T>,
  implementation: new (...args: Args) => T,
  dependencies: { readonly [Index in keyof Args]: InjectionToken },
): FactoryProvider<T> {
  return {
    provide: token,
    useFactory: (...args: unknown[]) => new implementation(...(args as Args)),
    inject: [...(dependencies as readonly InjectionToken[])],
  };
}
