import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // onnxruntime aborts the process when a worker thread ends inside a run, so test files run in child processes.
    globalSetup: 'test/globalSetup.ts',
    pool: 'forks',
    // Two processes for all of them: one a file spends a fifth of the time on loading the same modules again.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
