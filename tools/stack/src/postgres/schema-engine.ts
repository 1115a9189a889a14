import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The types of WebAssembly that this file uses. TypeScript has them only among the types of browsers. */
interface Wasm {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
}

/** Prisma's schema engine, connected to a database. A process can have one only, and must end after it. */
export async function openEngine(url: string): Promise<engine.SchemaEngine> {
  const panics = { message: '', set_message: (message: string) => void (panics.message = message) };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  await loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(url));
  return engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
}

async function loadEngine(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.replace(/\.js$/, '.wasm'));
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };
  const { instance } = await wasm.instantiate(bytes, { './schema_engine_bg.js': engine });
  (engine as unknown as { __wbg_set_wasm(exports: object): void }).__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}
