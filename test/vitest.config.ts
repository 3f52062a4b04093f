import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/direct-sops.ts', 'test/support/shared-folder.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    isolate: false, // the modules hold no state but caches by content: one load per worker instead of one per file
    maxWorkers: 3, // of two cores one is often idle: tests of killed programs wait
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/build/**', 'src/**/*.generated.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
})
